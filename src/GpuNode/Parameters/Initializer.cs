using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Parameters;

/// <summary>How the entries of a parameter start. Each parameter draws from a stream of its own, named by it, so that a
/// layer added elsewhere changes nothing here.</summary>
public abstract record Initializer
{
    /// <summary>All entries equal.</summary>
    public sealed record Constant(float Value) : Initializer;

    /// <summary>Normal with mean 0.</summary>
    public sealed record Normal(double StandardDeviation) : Initializer;

    /// <summary>Uniform in [−Bound, Bound).</summary>
    public sealed record Uniform(double Bound) : Initializer;

    /// <summary>He et al. 2015 for ReLU, by the outgoing connections: N(0, 2 / (kernel² · outputs / groups)).</summary>
    public static Initializer KaimingNormalFanOut(int outputs, int kernel, int groups = 1) =>
        new Normal(Math.Sqrt(2.0 * groups / ((double)kernel * kernel * outputs)));

    /// <summary>What PyTorch's convolutions and linear layers start with: U(±1/√(incoming connections)).</summary>
    public static Initializer FanInUniform(int fanIn) => new Uniform(1 / Math.Sqrt(fanIn));

    public void Fill(Span<float> values, long seed, string parameterName)
    {
        RandomStream stream = RandomStream.Named(seed, "init/" + parameterName);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = this switch
            {
                Constant constant => constant.Value,
                Normal normal => (float)(stream.NextGaussian() * normal.StandardDeviation),
                Uniform uniform => (float)((2 * stream.NextDouble() - 1) * uniform.Bound),
                _ => throw new InvalidOperationException($"no rule to draw from {this}"),
            };
        }
    }
}
