using Distillery.Torch;

namespace Distillery.GpuNode.Optimizers;

/// <summary>Scales a gradient down to a largest Euclidean norm, as PyTorch's clip_grad_norm_ does: by
/// min(1, largest / (norm + 1e-6)). The gradient itself stays as it is.</summary>
public static class GradientClipping
{
    private static readonly Operator VectorNorm = Operator.Find("aten::linalg_vector_norm");

    /// <returns>The scaled gradient, or the given one where it is short enough.</returns>
    public static Tensor Apply(Tensor gradient, double largestNorm)
    {
        double factor = largestNorm / (Norm(gradient) + 1e-6);
        return factor < 1 ? gradient * factor : gradient;
    }

    /// <summary>The Euclidean norm of all entries.</summary>
    public static double Norm(Tensor gradient)
    {
        using Tensor norm = VectorNorm.Call(gradient, 2);
        return norm.Item<float>();
    }
}
