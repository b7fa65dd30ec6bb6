using Distillery.Shared.Configuration;
using Distillery.Torch;

namespace Distillery.GpuNode.Student;

/// <summary>How unsure a student is of each sample, from its logits (UNIX, Xu et al. 2020, section 3). Only the order matters.</summary>
public static class UncertaintyMeasure
{
    private static readonly Operator LargestAlong = Operator.Find("aten::amax");
    private static readonly Operator TopK = Operator.Find("aten::topk");

    /// <param name="logits">[batch, classes].</param>
    /// <returns>One value a sample; higher is more uncertain. Entropy is in nats.</returns>
    public static float[] Of(Tensor logits, Uncertainty measure)
    {
        using TensorScope scope = new();
        using NoGrad guard = NoGrad.Begin();
        Tensor logProbabilities = Functional.LogSoftmax(logits.To(ScalarType.Float32), dimension: 1);
        Tensor values = measure switch
        {
            Uncertainty.Entropy => Entropy(logProbabilities),
            Uncertainty.LeastConfidence => LeastConfidence(logProbabilities),
            Uncertainty.Margin => Margin(logProbabilities),
            _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "is not read from logits"),
        };
        return values.ToArray<float>();
    }

    // By the logarithm of softmax, which stays finite: p · ln p tends to 0 where p underflows, and 0 · ln 0 would be NaN.
    private static Tensor Entropy(Tensor logProbabilities) =>
        -(logProbabilities.Exp() * logProbabilities).Sum(dimension: 1);

    private static Tensor LeastConfidence(Tensor logProbabilities) =>
        (-LargestAlong.Call(logProbabilities, new long[] { 1 }).Exp()).AddInPlace(1);

    private static Tensor Margin(Tensor logProbabilities)
    {
        Tensor?[] results = new Tensor?[2];
        TopK.CallMany(results, logProbabilities.Exp(), 2, 1);
        Tensor best = results[0]!;
        return best.Narrow(1, 1, 1).Flatten(0) - best.Narrow(1, 0, 1).Flatten(0);
    }
}
