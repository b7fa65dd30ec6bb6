using System.Runtime.InteropServices;
using Distillery.GpuNode.Optimizers;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Parameters;
using Distillery.GpuNode.Training;
using Distillery.Shared.Configuration;
using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Tests.Training;

/// <summary>A step is applied on the run's own thread, whose number of libtorch threads follows the machine's cores: the
/// bits must not. Alone, because the number that was set last is that of every new thread of the process.</summary>
[Collection(AloneCollection.Name)]
public sealed class ApplyThreadsTests : IDisposable
{
    private const int ParameterCount = 300_007; // Large enough that libtorch splits the work, and not into equal parts.
    private const int BufferCount = 70_001;

    public void Dispose() => TorchRuntime.Threads = 1;

    [Theory]
    [InlineData(OptimizerName.Sgd)]
    [InlineData(OptimizerName.AdamW)]
    public void Applying_steps_gives_the_same_bits_with_any_number_of_threads(OptimizerName name)
    {
        (string weights, string average) = ChecksumsWith(name, threads: 1);
        for (int threads = 2; threads <= 5; threads++) Assert.Equal((weights, average), ChecksumsWith(name, threads));
    }

    private static (string Weights, string Average) ChecksumsWith(OptimizerName name, int threads)
    {
        TorchRuntime.Threads = threads;
        OptimizerConfig config = new()
        {
            Name = name, Momentum = 0.9, Nesterov = true, WeightDecay = 0.0005, Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8,
        };
        FlatWeights weights = TinyWeights.Create(Numbers(ParameterCount, "parameters"), Numbers(BufferCount, "buffers"));
        IOptimizer optimizer = OptimizerFactory.Create(config, ParameterCount, Devices.Cpu);
        using TrainingState state = new(weights, optimizer, averageDecay: 0.9);
        using FlatGradients gradient = new(weights.ParameterLayout, weights.BufferLayout, Devices.Cpu);
        for (int step = 0; step < 3; step++)
        {
            gradient.All.CopyBytesFrom(MemoryMarshal.AsBytes<float>(Numbers(ParameterCount + BufferCount, $"gradient {step}")));
            state.Apply(gradient, learningRate: 0.05, clipNorm: 100, statisticsMomentum: 0.19);
        }
        return (WeightsChecksum.Of(weights), WeightsChecksum.Of(state.Average!.Weights));
    }

    private static float[] Numbers(int count, string name)
    {
        RandomStream stream = RandomStream.Named(seed: 6, name);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (stream.NextSingle() * 2) - 1;
        return values;
    }
}
