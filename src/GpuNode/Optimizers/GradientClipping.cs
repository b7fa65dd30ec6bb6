namespace Distillery.GpuNode.Optimizers;

/// <summary>Scales a gradient down to a largest Euclidean norm, as PyTorch's clip_grad_norm_ does: by
/// min(1, largest / (norm + 1e-6)). The gradient itself stays as it is.</summary>
public static class GradientClipping
{
    /// <returns>The scaled gradient, or the given one where it is short enough.</returns>
    public static Tensor Apply(Tensor gradient, double largestNorm)
    {
        double factor = largestNorm / (Norm(gradient) + 1e-6);
        if (!(factor < 1)) return gradient; // Nor is one scaled whose norm is not a number.
        using Scalar scale = factor;
        return gradient.mul(scale);
    }

    /// <summary>The Euclidean norm of all entries.</summary>
    public static double Norm(Tensor gradient)
    {
        using DisposeScope scope = NewDisposeScope();
        return gradient.norm().item<float>();
    }
}
