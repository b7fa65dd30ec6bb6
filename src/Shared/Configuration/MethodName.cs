namespace Distillery.Shared.Configuration;

/// <summary>The ways of training a student.</summary>
public enum MethodName
{
    /// <summary>Labels alone, no teacher.</summary>
    Supervised,

    /// <summary>Knowledge distillation (Hinton et al. 2015): the teacher is asked about every sample.</summary>
    Kd,

    /// <summary>Distillation on a random subset of each batch, the control for <see cref="Unix"/>.</summary>
    Random,

    /// <summary>Uncertainty-aware mixup (Xu et al., arXiv 2012.09413): the teacher is asked about the samples that the
    /// student is least certain of, mixed the less the less certain it is.</summary>
    Unix,
}
