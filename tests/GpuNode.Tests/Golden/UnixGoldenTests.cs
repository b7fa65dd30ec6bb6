using Distillery.GpuNode.Student;
using Distillery.GpuNode.Weights;
using Distillery.Shared.Configuration;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Golden;

/// <summary>One UNIX step on given logits. The smaller batch is ranked against the nominal size, as the authors'
/// program ranks the last one of an epoch.</summary>
public sealed class UnixGoldenTests : SingleThreadedTorch
{
    private const double Tolerance = 1e-6;

    public static TheoryData<string> Batches => ["full-batch", "last-batch"];

    [Theory]
    [MemberData(nameof(Batches))]
    public void Uncertainties_and_their_ranking_are_the_reference_s(string file)
    {
        using DisposeScope scope = NewDisposeScope();
        NamedArrays golden = Read(file);
        AssertMeasure(golden, Uncertainty.Entropy, "entropy");
        AssertMeasure(golden, Uncertainty.Margin, "margin");
        AssertMeasure(golden, Uncertainty.LeastConfidence, "least_confidence");
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void Correction_factors_are_the_reference_s(string file)
    {
        NamedArrays golden = Read(file);
        double[] expected = golden["correction"].Doubles();
        Closeness.AssertClose("correction", expected, Factors(golden, expected.Length), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void Mixed_images_and_their_labels_are_the_reference_s(string file)
    {
        using DisposeScope scope = NewDisposeScope();
        NamedArrays golden = Read(file);

        TrainingInputs inputs = Mix(golden);

        Closeness.AssertClose("mixed", golden["mixed"].Doubles(), inputs.Images.Doubles(), Tolerance);
        Assert.Equal(golden["kept_labels"].Integers(), inputs.Labels.ToArray<long>());
        Assert.Equal(golden["partner_labels"].Integers(), inputs.PartnerLabels!.ToArray<long>());
    }

    [Theory]
    [InlineData("full-batch", 0, 1, "distill_loss")]
    [InlineData("full-batch", 0.1, 0.9, "total_loss")]
    [InlineData("last-batch", 0, 1, "distill_loss")]
    [InlineData("last-batch", 0.1, 0.9, "total_loss")]
    public void The_loss_and_its_gradient_are_the_reference_s(
        string file, double labelWeight, double distillWeight, string name)
    {
        using DisposeScope scope = NewDisposeScope();
        NamedArrays golden = Read(file);
        Tensor logits = golden["student_mixed_logits"].ToTensor();
        logits.requires_grad = true;
        Objective objective = new(Method(golden, labelWeight, distillWeight), labelSmoothing: 0);

        Tensor loss = objective.Loss(logits, Mix(golden), golden["teacher_mixed_logits"].ToTensor()).Total;
        loss.backward();

        Closeness.AssertClose(name, golden[name].Doubles(), loss.Doubles(), Tolerance);
        Closeness.AssertClose(
            $"{name}.gradient", golden[$"{name}.gradient"].Doubles(), logits.grad!.Doubles(), Tolerance);
    }

    private static NamedArrays Read(string file) => GoldenFiles.Read($"unix/{file}.safetensors");

    private static void AssertMeasure(NamedArrays golden, Uncertainty measure, string name)
    {
        float[] actual = UncertaintyMeasure.Of(golden["logits"].ToTensor(), measure);
        double[] values = Array.ConvertAll(actual, value => (double)value);
        Closeness.AssertClose(name, golden[$"uncertainty.{name}"].Doubles(), values, Tolerance);
        long[] ranking = Array.ConvertAll(UnixSelector.Rank(actual), position => (long)position);
        Assert.Equal(golden[$"rank.{name}"].Integers(), ranking);
    }

    private static double[] Factors(NamedArrays golden, int count) =>
    [
        .. Enumerable.Range(0, count).Select(place => CorrectionFactor.At(
            place, (int)golden.Fact("nominal"), golden.Fact("slope"), golden.Fact("midpoint"))),
    ];

    private static TrainingInputs Mix(NamedArrays golden)
    {
        int kept = golden["kept_labels"].Integers().Length;
        double lambda = golden["lambda"].Doubles()[0];
        Selection selection = new(
            Positions(golden["rank.entropy"], kept),
            new Mixing(
                Positions(golden["permutation"], kept),
                Array.ConvertAll(Factors(golden, kept), factor => (float)(lambda * factor))),
            [], "golden");
        return TrainingInputs.From(golden["inputs"].ToTensor(), golden["labels"].ToTensor(), selection);
    }

    private static int[] Positions(NamedArray array, int count) =>
        Array.ConvertAll(array.Integers()[..count], position => (int)position);

    private static MethodConfig Method(NamedArrays golden, double labelWeight, double distillWeight) => new()
    {
        Name = MethodName.Unix,
        Label = "unix",
        LabelWeight = labelWeight,
        DistillWeight = distillWeight,
        Temperature = golden.Fact("temperature"),
        Keep = (int)golden.Fact("kept"),
        Midpoint = golden.Fact("midpoint"),
    };
}
