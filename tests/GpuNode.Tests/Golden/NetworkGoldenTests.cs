using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Weights;
using Distillery.Torch;

namespace Distillery.GpuNode.Tests.Golden;

public sealed class NetworkGoldenTests : SingleThreadedTorch
{
    [Theory]
    [MemberData(nameof(GoldenNetworks.All), MemberType = typeof(GoldenNetworks))]
    public void Logits_loss_and_all_gradients_are_those_of_PyTorch(string architecture)
    {
        using TensorScope scope = new();
        using GoldenNetwork golden = new(architecture, MemoryFormat.Contiguous);

        Tensor evaluated = golden.Forward(golden.Images, NormalizationMode.Evaluation);
        Closeness.AssertClose("eval_logits", golden.Batch["eval_logits"].Doubles(), evaluated.Doubles());

        Tensor logits = golden.Forward(golden.Images, NormalizationMode.BatchRecorded);
        Closeness.AssertClose("train_logits", golden.Batch["train_logits"].Doubles(), logits.Doubles());

        Tensor loss = golden.Loss(logits, golden.TeacherLogits);
        Closeness.AssertClose("loss", golden.Batch["loss"].Doubles(), loss.Doubles());

        loss.Backward();
        AssertGradients(golden);
    }

    [Theory]
    [MemberData(nameof(GoldenNetworks.All), MemberType = typeof(GoldenNetworks))]
    public void Without_a_record_the_logits_are_equal_and_no_statistics_are_kept(string architecture)
    {
        using TensorScope scope = new();
        using GoldenNetwork golden = new(architecture, MemoryFormat.Contiguous);

        Tensor logits = golden.Forward(golden.Images, NormalizationMode.Batch);

        Closeness.AssertClose("train_logits", golden.Batch["train_logits"].Doubles(), logits.Doubles());
        Assert.All(golden.Gradients.Statistics.ToArray<float>(), value => Assert.Equal(0, value));
    }

    // Measured in single precision against double: 3e-5 for MobileNetV2 and 1.4e-5 for ShuffleNetV2 with channels last,
    // 1.2e-5 and 5e-6 contiguous. In double precision both orders agree to 3e-14.
    [Theory]
    [MemberData(nameof(GoldenNetworks.All), MemberType = typeof(GoldenNetworks))]
    public void The_order_of_memory_changes_nothing_but_rounding(string architecture)
    {
        using TensorScope scope = new();
        double[] exact = TrainLogits(architecture, MemoryFormat.ChannelsLast, ScalarType.Float64);
        double[] contiguous = TrainLogits(architecture, MemoryFormat.Contiguous, ScalarType.Float64);
        double[] single = TrainLogits(architecture, MemoryFormat.ChannelsLast, ScalarType.Float32);
        Closeness.AssertClose("double precision", exact, contiguous, 1e-12);
        Closeness.AssertClose("single precision", exact, single, 1e-4);
    }

    private static double[] TrainLogits(string architecture, MemoryFormat format, ScalarType type)
    {
        using GoldenNetwork golden = new(architecture, format);
        golden.Network.Bind(golden.Weights.Parameters.To(type), golden.Weights.Buffers.To(type), null, null);
        return golden.Forward(golden.Images.To(type), NormalizationMode.Batch).Doubles();
    }

    private static void AssertGradients(GoldenNetwork golden)
    {
        NamedArrays expected = golden.Read("gradients");
        double scale = expected.Max(array => Closeness.LargestEntry(array.Doubles()));
        Assert.Equal(expected.Count, golden.Network.ParameterLayout.Entries.Count);
        foreach (FlatEntry entry in golden.Network.ParameterLayout.Entries)
        {
            double[] actual = golden.Gradients.Parameters.Narrow(0, entry.Offset, entry.Count).Doubles();
            Closeness.AssertClose(
                $"the gradient of {entry.Name}", expected[entry.Name].Doubles(), actual, scale,
                Closeness.SinglePrecision);
        }
    }
}
