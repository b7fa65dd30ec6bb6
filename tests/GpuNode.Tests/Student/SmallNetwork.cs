using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.Shared.Seeds;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Student;

/// <summary>A LeNet-5 for grey 32x32 images of ten classes, with weights and memory for its gradient.</summary>
internal sealed class SmallNetwork : IDisposable
{
    internal const int ClassCount = 10;

    internal static readonly ImageShape Shape = new(1, 32, 32);
    internal static readonly Normalization Normalization = new([0.5f], [0.25f]);

    internal SmallNetwork(long seed = 5)
    {
        Network = Create();
        Weights = Network.CreateWeights(seed, Devices.Cpu);
        Gradients = Network.AllocateGradients(Devices.Cpu);
        Network.Bind(Weights, Gradients);
    }

    internal Network Network { get; }

    internal FlatWeights Weights { get; }

    internal FlatGradients Gradients { get; }

    internal static Network Create() => NetworkCatalog.Create("lenet5", Shape.Channels, ClassCount);

    /// <summary>Random images and labels at a place in a run.</summary>
    internal static HostBatch Batch(int count, long step = 0, int rank = 0, long seed = 1)
    {
        HostBatch batch = new(Shape, count, Normalization) { Count = count, Step = step, Rank = rank };
        RandomStream stream = RandomStream.Named(seed, "test images");
        for (int i = 0; i < batch.Pixels.Length; i++) batch.Pixels[i] = (byte)stream.NextInt(256);
        for (int i = 0; i < count; i++) (batch.Labels[i], batch.Indices[i]) = (stream.NextInt(ClassCount), 100 + i);
        return batch;
    }

    internal static Tensor Images(HostBatch batch) => batch.Images(Devices.Cpu);

    public void Dispose()
    {
        Network.Dispose();
        Gradients.Dispose();
        Weights.Dispose();
    }
}
