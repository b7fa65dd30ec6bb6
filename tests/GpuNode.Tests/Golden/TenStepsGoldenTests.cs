using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Optimizers;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Weights;
using Distillery.Torch;

namespace Distillery.GpuNode.Tests.Golden;

/// <summary>Ten steps of SGD on a batch that rolls one pixel to the right from step to step.</summary>
public sealed class TenStepsGoldenTests : SingleThreadedTorch
{
    private const int Steps = 10;

    private static readonly Operator Roll = Operator.Find("aten::roll");
    private static readonly Operator SetData = Operator.Find("aten::set_data");

    [Theory]
    [MemberData(nameof(GoldenNetworks.All), MemberType = typeof(GoldenNetworks))]
    public void Weights_and_statistics_after_ten_steps_are_those_of_PyTorch(string architecture)
    {
        using TensorScope scope = new();
        using GoldenNetwork golden = new(architecture, MemoryFormat.ChannelsLast);
        using Sgd sgd = CreateSgd(golden);
        // Even the rounding of the momentum alone would lead ShuffleNetV2 astray.
        foreach (NamedTensor state in sgd.State) SetData.Invoke(state.Tensor, state.Tensor.To(ScalarType.Float64));

        AssertTenSteps(golden, sgd, ScalarType.Float64, "losses", "after-ten-steps");
    }

    [Theory]
    [MemberData(nameof(GoldenNetworks.WithSinglePrecisionSteps), MemberType = typeof(GoldenNetworks))]
    public void In_single_precision_too(string architecture)
    {
        using TensorScope scope = new();
        using GoldenNetwork golden = new(architecture, MemoryFormat.Contiguous);
        using Sgd sgd = CreateSgd(golden);

        AssertTenSteps(golden, sgd, ScalarType.Float32, "single_losses", "after-ten-single-steps");
    }

    private static Sgd CreateSgd(GoldenNetwork golden) => new(
        golden.Network.ParameterLayout.Count, golden.Batch.Fact("momentum"), nesterov: false,
        golden.Batch.Fact("weight_decay"), Device.Cpu);

    private static void AssertTenSteps(
        GoldenNetwork golden, Sgd sgd, ScalarType type, string lossesName, string stateName)
    {
        Tensor parameters = golden.Weights.Parameters.To(type);
        Tensor buffers = golden.Weights.Buffers.To(type);
        Tensor gradients = golden.Gradients.Parameters.To(type);
        Tensor statistics = golden.Gradients.Statistics.To(type);
        Tensor images = golden.Images.To(type);
        Tensor teacherLogits = golden.TeacherLogits.To(type);
        golden.Network.Bind(parameters, buffers, gradients, statistics);
        double[] losses = new double[Steps];
        for (int step = 0; step < Steps; step++)
        {
            gradients.ZeroInPlace();
            Tensor batch = Roll.Call(images, new long[] { step }, new long[] { 3 });
            Tensor loss = golden.Loss(golden.Forward(batch, NormalizationMode.BatchRecorded), teacherLogits);
            loss.Backward();
            losses[step] = loss.Doubles()[0];
            sgd.Apply(parameters, gradients, golden.Batch.Fact("learning_rate"), step);
            buffers.LerpInPlace(statistics, BatchNorm2d.Momentum);
        }
        Closeness.AssertClose("the losses", golden.Batch[lossesName].Doubles(), losses);
        NamedArrays expected = golden.Read(stateName);
        AssertState(expected, parameters, golden.Network.ParameterLayout);
        AssertState(expected, buffers, golden.Network.BufferLayout);
    }

    private static void AssertState(NamedArrays expected, Tensor flat, FlatLayout layout)
    {
        foreach (FlatEntry entry in layout.Entries)
        {
            double[] actual = flat.Narrow(0, entry.Offset, entry.Count).Doubles();
            Closeness.AssertClose(entry.Name, expected[entry.Name].Doubles(), actual);
        }
    }
}
