using Distillery.Torch;

namespace Distillery.GpuNode.Optimizers;

/// <summary>Scales a gradient down to a largest Euclidean norm, as PyTorch's clip_grad_norm_ does: by
/// min(1, largest / (norm + 1e-6)).</summary>
public static class GradientClipping
{
    private static readonly Operator VectorNorm = Operator.Find("aten::linalg_vector_norm");

    /// <returns>The norm before.</returns>
    public static double Apply(Tensor gradient, double largestNorm)
    {
        using Tensor norm = VectorNorm.Call(gradient, 2);
        double value = norm.Item<float>();
        double factor = largestNorm / (value + 1e-6);
        if (factor < 1) gradient.MultiplyInPlace(factor);
        return value;
    }
}
