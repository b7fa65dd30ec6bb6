using Distillery.Messages.Progress;

namespace Distillery.Coordinator.Record;

/// <summary>One line of <c>steps.jsonl</c>: what is known of the step that turned w(s) into w(s+1), in numbers that can be
/// compared with those of another run.</summary>
/// <remarks>All but the last three members are a function of configuration and step alone: the chain is taken over
/// them.</remarks>
public sealed record StepEntry
{
    /// <summary>s, from 0; the closing step is the number of the run's steps.</summary>
    public required long Step { get; init; }

    /// <summary>The epoch of the step's samples, from 0.</summary>
    public required long Epoch { get; init; }

    /// <summary>Digest of the samples that the plan gives to all ranks; empty in the closing step.</summary>
    public required string SamplesDigest { get; init; }

    /// <summary>Digest of what each rank kept of its batch, and why; empty in the closing step.</summary>
    public required string KeptDigest { get; init; }

    public required ulong AverageHash { get; init; }

    /// <summary>Of w(s), at steps where the plan asks for it: what the lowest rank says.</summary>
    public ulong? WeightsHash { get; init; }

    /// <summary>Ranks whose weights have another hash; empty unless a node's memory or arithmetic is broken.</summary>
    public IReadOnlyList<int> DifferingRanks { get; init; } = [];

    /// <summary>The average was not finite, so w(s+1) is w(s).</summary>
    public bool IsSkipped { get; init; }

    /// <summary>How many ranks' reports there are.</summary>
    public required int RankCount { get; init; }

    /// <summary>Over all ranks.</summary>
    public required StepCounts Counts { get; init; }

    /// <summary>The mean over ranks; NaN in the closing step.</summary>
    public required double Loss { get; init; }

    /// <summary>The part of the loss that the labels have; NaN where the method does not use them.</summary>
    public double LabelLoss { get; init; } = double.NaN;

    /// <summary>The part of the loss that the teacher has; NaN where the method asks none.</summary>
    public double DistillLoss { get; init; } = double.NaN;

    /// <summary>The mean over scored samples; NaN when nothing was scored.</summary>
    public double Uncertainty { get; init; } = double.NaN;

    /// <summary>Of w(s), over the whole validation set, at steps where the plan asks for it.</summary>
    public EvaluationCounts? Evaluation { get; init; }

    /// <summary>As TERM.NUMBER.</summary>
    public required string Generation { get; init; }

    /// <summary>How long the step took, as the coordinator's clock shows it.</summary>
    public required double Seconds { get; init; }

    /// <summary>Seconds of all attempts of the run until this step was told.</summary>
    public required double WallSeconds { get; init; }
}
