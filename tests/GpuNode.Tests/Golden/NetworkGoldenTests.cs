using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Weights;

namespace Distillery.GpuNode.Tests.Golden;

public sealed class NetworkGoldenTests : SingleThreadedTorch
{
    private const double DoublePrecision = 1e-10;

    [Theory]
    [MemberData(nameof(GoldenNetworks.All), MemberType = typeof(GoldenNetworks))]
    public void Logits_loss_and_all_gradients_are_those_of_PyTorch(string architecture)
    {
        using DisposeScope scope = NewDisposeScope();
        using GoldenNetwork golden = new(architecture, ScalarType.Float64);
        AssertFirstPass(golden, "", DoublePrecision);
        AssertGradients(golden, "gradients", Closeness.StoredSingle);
    }

    [Theory]
    [MemberData(nameof(GoldenNetworks.InSinglePrecision), MemberType = typeof(GoldenNetworks))]
    public void In_single_precision_too(string architecture)
    {
        using DisposeScope scope = NewDisposeScope();
        using GoldenNetwork golden = new(architecture, ScalarType.Float32, channelsLast: false);
        AssertFirstPass(golden, "single_", Closeness.SinglePrecision);
        AssertGradients(golden, "single-gradients", Closeness.SinglePrecision);
    }

    [Theory]
    [MemberData(nameof(GoldenNetworks.All), MemberType = typeof(GoldenNetworks))]
    public void Without_a_record_the_logits_have_the_same_bits_and_no_statistics_are_kept(string architecture)
    {
        using DisposeScope scope = NewDisposeScope();
        using GoldenNetwork golden = new(architecture, ScalarType.Float32);

        float[] logits = golden.Forward(golden.Images, NormalizationMode.Batch).ToArray<float>();

        Assert.All(golden.Statistics.ToArray<float>(), value => Assert.Equal(0, value));
        Assert.Equal(golden.Forward(golden.Images, NormalizationMode.BatchRecorded).ToArray<float>(), logits);
    }

    // Measured in single precision against double: 3e-5 for MobileNetV2 and 1.4e-5 for ShuffleNetV2 with channels last,
    // 1.2e-5 and 5e-6 contiguous. In double precision both orders agree to 3e-14.
    [Theory]
    [MemberData(nameof(GoldenNetworks.All), MemberType = typeof(GoldenNetworks))]
    public void The_order_of_memory_changes_nothing_but_rounding(string architecture)
    {
        using DisposeScope scope = NewDisposeScope();
        double[] exact = TrainLogits(architecture, ScalarType.Float64, channelsLast: true);
        double[] contiguous = TrainLogits(architecture, ScalarType.Float64, channelsLast: false);
        double[] single = TrainLogits(architecture, ScalarType.Float32, channelsLast: true);
        Closeness.AssertClose("double precision", exact, contiguous, 1e-12);
        Closeness.AssertClose("single precision", exact, single, 1e-4);
    }

    private static double[] TrainLogits(string architecture, ScalarType type, bool channelsLast)
    {
        using GoldenNetwork golden = new(architecture, type, channelsLast);
        return golden.Forward(golden.Images, NormalizationMode.Batch).Doubles();
    }

    private static void AssertFirstPass(GoldenNetwork golden, string prefix, double tolerance)
    {
        Tensor evaluated = golden.Forward(golden.Images, NormalizationMode.Evaluation);
        Closeness.AssertClose("eval_logits", golden.Batch[$"{prefix}eval_logits"].Doubles(), evaluated.Doubles(), tolerance);

        Tensor logits = golden.Forward(golden.Images, NormalizationMode.BatchRecorded);
        Closeness.AssertClose("train_logits", golden.Batch[$"{prefix}train_logits"].Doubles(), logits.Doubles(), tolerance);

        Tensor loss = golden.Loss(logits);
        Closeness.AssertClose("loss", golden.Batch[$"{prefix}loss"].Doubles(), loss.Doubles(), tolerance);
        loss.backward();
    }

    private static void AssertGradients(GoldenNetwork golden, string file, double tolerance)
    {
        NamedArrays expected = golden.Read(file);
        double scale = expected.Max(array => Closeness.LargestEntry(array.Doubles()));
        Assert.Equal(expected.Count, golden.Network.ParameterLayout.Entries.Count);
        foreach (FlatEntry entry in golden.Network.ParameterLayout.Entries)
        {
            double[] actual = golden.Gradients.narrow(0, entry.Offset, entry.Count).Doubles();
            Closeness.AssertClose(
                $"the gradient of {entry.Name}", expected[entry.Name].Doubles(), actual, scale, tolerance);
        }
    }
}
