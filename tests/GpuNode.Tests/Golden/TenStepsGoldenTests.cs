using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Optimizers;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Weights;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Golden;

/// <summary>Ten steps of SGD on a batch that rolls one pixel to the right from step to step.</summary>
public sealed class TenStepsGoldenTests : SingleThreadedTorch
{
    private const int Steps = 10;

    [Theory]
    [MemberData(nameof(GoldenNetworks.All), MemberType = typeof(GoldenNetworks))]
    public void Weights_and_statistics_after_ten_steps_are_those_of_PyTorch(string architecture)
    {
        using DisposeScope scope = NewDisposeScope();
        // In channels-last order; even the rounding of the momentum alone would lead ShuffleNetV2 astray.
        using GoldenNetwork golden = new(architecture, ScalarType.Float64);
        AssertTenSteps(golden, "losses", "after-ten-steps");
    }

    [Theory]
    [MemberData(nameof(GoldenNetworks.WithSinglePrecisionSteps), MemberType = typeof(GoldenNetworks))]
    public void In_single_precision_too(string architecture)
    {
        using DisposeScope scope = NewDisposeScope();
        using GoldenNetwork golden = new(architecture, ScalarType.Float32, channelsLast: false);
        AssertTenSteps(golden, "single_losses", "after-ten-single-steps");
    }

    private static void AssertTenSteps(GoldenNetwork golden, string lossesName, string stateName)
    {
        ScalarType type = golden.Parameters.dtype;
        using Sgd sgd = new(
            golden.Network.ParameterLayout.Count, golden.Batch.Fact("momentum"), nesterov: false,
            golden.Batch.Fact("weight_decay"), Devices.Cpu, type);
        double[] losses = new double[Steps];
        for (int step = 0; step < Steps; step++)
        {
            golden.Gradients.zero_();
            Tensor batch = golden.Images.roll(step, 3);
            Tensor loss = golden.Loss(golden.Forward(batch, NormalizationMode.BatchRecorded));
            loss.backward();
            losses[step] = loss.Doubles()[0];
            sgd.Apply(golden.Parameters, golden.Gradients, golden.Batch.Fact("learning_rate"), step);
            golden.Buffers.lerp_(golden.Statistics, tensor(BatchNorm2d.Momentum, type));
        }
        Closeness.AssertClose("the losses", golden.Batch[lossesName].Doubles(), losses);
        NamedArrays expected = golden.Read(stateName);
        AssertState(expected, golden.Parameters, golden.Network.ParameterLayout);
        AssertState(expected, golden.Buffers, golden.Network.BufferLayout);
    }

    private static void AssertState(NamedArrays expected, Tensor flat, FlatLayout layout)
    {
        foreach (FlatEntry entry in layout.Entries)
        {
            double[] actual = flat.narrow(0, entry.Offset, entry.Count).Doubles();
            Closeness.AssertClose(entry.Name, expected[entry.Name].Doubles(), actual);
        }
    }
}
