using Distillery.GpuNode.Losses;
using Distillery.GpuNode.Weights;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Golden;

/// <summary>Values and gradients by the student's logits, in the product's single precision and in double.</summary>
public sealed class LossGoldenTests : SingleThreadedTorch
{
    private const double SinglePrecision = 1e-6;
    private const double DoublePrecision = 1e-12;

    public static TheoryData<ScalarType, double> Precisions => new()
    {
        { ScalarType.Float32, SinglePrecision },
        { ScalarType.Float64, DoublePrecision },
    };

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Cross_entropy_is_that_of_PyTorch(ScalarType type, double tolerance) => AssertLoss(
        "cross_entropy", type, tolerance, (golden, logits) =>
            new LabelLoss().Of(logits, golden["labels"].ToTensor()));

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Label_smoothing_is_that_of_PyTorch(ScalarType type, double tolerance) => AssertLoss(
        "label_smoothing", type, tolerance, (golden, logits) =>
            new LabelLoss(golden.Fact("smoothing")).Of(logits, golden["labels"].ToTensor()));

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Cross_entropy_of_mixed_labels_is_that_of_PyTorch(ScalarType type, double tolerance) => AssertLoss(
        "mixed_cross_entropy", type, tolerance, (golden, logits) => new LabelLoss().OfMixed(
            logits, golden["labels"].ToTensor(), golden["partner_labels"].ToTensor(),
            golden["partner_weights"].ToTensor().to(type)));

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Divergence_from_the_teacher_is_that_of_PyTorch(ScalarType type, double tolerance)
    {
        foreach (int temperature in new[] { 1, 4 })
        {
            AssertLoss($"divergence_{temperature}", type, tolerance, (golden, logits) =>
                new DistillationLoss(temperature).Of(logits, golden["teacher_logits"].ToTensor().to(type)));
        }
    }

    private static void AssertLoss(
        string name, ScalarType type, double tolerance, Func<NamedArrays, Tensor, Tensor> compute)
    {
        using DisposeScope scope = NewDisposeScope();
        NamedArrays golden = GoldenFiles.Read("losses.safetensors");
        Tensor logits = golden["logits"].ToTensor().to(type);
        logits.requires_grad = true;

        Tensor loss = compute(golden, logits);
        loss.backward();

        Closeness.AssertClose(name, golden[name].Doubles(), loss.Doubles(), tolerance);
        Closeness.AssertClose(
            $"{name}.gradient", golden[$"{name}.gradient"].Doubles(), logits.grad!.Doubles(), tolerance);
    }
}
