using Distillery.GpuNode.Parameters;

namespace Distillery.GpuNode.Optimizers;

/// <summary>An exponential moving average of weights and buffers (Polyak averaging as used by Tarvainen and Valpola 2017):
/// a ← decay·a + (1 − decay)·w. It starts at the initial weights, and its decay rises with (1 + s) / (10 + s) so that the
/// first steps do not dominate.</summary>
public sealed class MovingAverage : IDisposable
{
    private readonly double _decay;

    public MovingAverage(FlatWeights weights, double decay)
    {
        _decay = decay;
        Weights = new FlatWeights(weights.ParameterLayout, weights.BufferLayout, weights.Parameters.device);
        Weights.CopyFrom(weights);
    }

    /// <summary>The averaged weights, to be evaluated and exported.</summary>
    public FlatWeights Weights { get; }

    /// <param name="step">The step that was just applied, counted from 0.</param>
    public void Update(FlatWeights weights, long step)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable guard = no_grad();
        double decay = Math.Min(_decay, (1.0 + step) / (10.0 + step));
        Tensor share = tensor(1 - decay, ScalarType.Float32, Weights.Parameters.device);
        Weights.Parameters.lerp_(weights.Parameters, share);
        Weights.Buffers.lerp_(weights.Buffers, share);
    }

    public void Dispose() => Weights.Dispose();
}
