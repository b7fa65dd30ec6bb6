using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;

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
        FlatWeights weights = new(Parameters(parameters.Length), Buffers(buffers.Length), Devices.Cpu);
        weights.Parameters.CopyFrom<float>(parameters);
        weights.Buffers.CopyFrom<float>(buffers);
        return weights;
    }

    private static (string Name, long[] Shape) Parameter(string name, long count) => (name, [count]);
}
