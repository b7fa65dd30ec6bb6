namespace Distillery.GpuNode.Optimizers;

/// <summary>Turns weights w(s) into w(s+1), on flat vectors.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>The vectors that must be stored to go on, by name; each has one entry a parameter. Empty before the first
    /// step is impossible: they exist, zero, from the start.</summary>
    IReadOnlyList<NamedTensor> State { get; }

    /// <summary>Changes the parameters in place.</summary>
    /// <param name="parameters">[parameters], Float32.</param>
    /// <param name="gradient">[parameters], the average over all ranks. It stays as it is: a node that lacks it may ask for it.</param>
    /// <param name="step">The step that is applied, counted from 0.</param>
    void Apply(Tensor parameters, Tensor gradient, double learningRate, long step);
}

/// <summary>A vector of an optimizer's state, by the name that it has in checkpoints.</summary>
public readonly record struct NamedTensor(string Name, Tensor Tensor);
