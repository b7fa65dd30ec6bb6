using Distillery.GpuNode.Tensors;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Student;

/// <summary>How unsure a student is of each sample, from its logits (UNIX, Xu et al. 2020, section 3). Only the order matters.</summary>
public static class UncertaintyMeasure
{
    /// <param name="logits">[batch, classes].</param>
    /// <returns>One value a sample; higher is more uncertain. Entropy is in nats.</returns>
    public static float[] Of(Tensor logits, Uncertainty measure)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable guard = no_grad();
        Tensor probabilities = nn.functional.softmax(logits, 1, ScalarType.Float32);
        return measure switch
        {
            // −p · ln p, and 0 where p underflows.
            Uncertainty.Entropy => special.entr(probabilities).sum(1).ToArray<float>(),
            Uncertainty.LeastConfidence => Array.ConvertAll(probabilities.amax(1).ToArray<float>(), largest => 1 - largest),
            Uncertainty.Margin => Margins(probabilities.topk(2, 1).values.ToArray<float>()),
            _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "is not read from logits"),
        };
    }

    // Of pairs, the larger one first.
    private static float[] Margins(float[] best) => [.. best.Chunk(2).Select(pair => pair[1] - pair[0])];
}
