using Distillery.GpuNode.Models;
using Distillery.GpuNode.Optimizers;
using Distillery.GpuNode.Parameters;

namespace Distillery.GpuNode.Training;

/// <summary>Everything that a step changes: weights, optimizer, moving average. A checkpoint stores it.</summary>
public sealed class TrainingState : IDisposable
{
    public TrainingState(FlatWeights weights, IOptimizer optimizer, double? averageDecay)
    {
        Weights = weights;
        Optimizer = optimizer;
        Average = averageDecay is { } decay ? new MovingAverage(weights, decay) : null;
    }

    public FlatWeights Weights { get; }

    public IOptimizer Optimizer { get; }

    /// <summary>Null when the configuration asks for none.</summary>
    public MovingAverage? Average { get; }

    /// <summary>The weights that are evaluated and exported.</summary>
    public FlatWeights Evaluated => Average?.Weights ?? Weights;

    /// <summary>The vectors that make it up, in one order: parameters, buffers, the optimizer's, the moving average's.</summary>
    public IReadOnlyList<Tensor> Vectors =>
    [
        Weights.Parameters, Weights.Buffers,
        .. Optimizer.State.Select(entry => entry.Tensor),
        .. Average is null ? [] : (Tensor[])[Average.Weights.Parameters, Average.Weights.Buffers],
    ];

    /// <summary>How many steps have been applied.</summary>
    public long Step { get; set; }

    /// <summary>Turns w(s) into w(s+1).</summary>
    /// <param name="average">The average contribution of all ranks, which stays as it is.</param>
    /// <param name="statisticsMomentum">How far BatchNorm's running statistics move towards the contributed ones.</param>
    public void Apply(FlatGradients average, double learningRate, double? clipNorm, double statisticsMomentum)
    {
        using IDisposable guard = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor gradient = clipNorm is { } largest
            ? GradientClipping.Apply(average.Parameters, largest)
            : average.Parameters;
        Optimizer.Apply(Weights.Parameters, gradient, learningRate, Step);
        Tensor momentum = tensor(statisticsMomentum, ScalarType.Float32, Weights.Buffers.device);
        Weights.Buffers.lerp_(average.Statistics, momentum);
        Average?.Update(Weights, Step);
        Step++;
    }

    /// <summary>Becomes like another state of the same run, on whatever device that is.</summary>
    public void CopyFrom(TrainingState source)
    {
        using IDisposable guard = no_grad();
        foreach ((Tensor vector, Tensor value) in Vectors.Zip(source.Vectors)) vector.copy_(value);
        Step = source.Step;
    }

    /// <summary>Whether every parameter and running statistic is a finite number: others must never reach a checkpoint,
    /// for no run can go on from them.</summary>
    public bool IsFinite() => IsFinite(Weights.Parameters) && IsFinite(Weights.Buffers);

    private static bool IsFinite(Tensor values)
    {
        using DisposeScope scope = NewDisposeScope();
        return values.isfinite().all().item<bool>();
    }

    public void Dispose()
    {
        Average?.Dispose();
        Optimizer.Dispose();
        Weights.Dispose();
    }
}
