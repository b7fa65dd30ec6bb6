using Distillery.GpuNode.Parameters;
using Distillery.Torch;

namespace Distillery.GpuNode.Tests.Parameters;

/// <summary>Weights without a network: parameters "a" of the first numbers but one and "b" of the last one, and a buffer
/// "c".</summary>
internal static class TinyWeights
{
    internal static FlatLayout Parameters(int count) =>
        new([Parameter("a", count - 1), Parameter("b", 1)]);

    internal static FlatLayout Buffers(int count) => new([Parameter("c", count)]);

    internal static FlatWeights Create(float[] parameters, float[] buffers)
    {
        FlatWeights weights = new(Parameters(parameters.Length), Buffers(buffers.Length), Device.Cpu);
        weights.Parameters.CopyFrom<float>(parameters);
        weights.Buffers.CopyFrom<float>(buffers);
        return weights;
    }

    internal static Parameter Parameter(string name, params long[] shape) => new(name, shape, new Initializer.Constant(0));
}
