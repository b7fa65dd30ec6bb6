namespace Distillery.GpuNode.Tensors;

/// <summary>Numbers as operators take them. TorchSharp makes such an object of every plain number and holds it for as long as it likes: its
/// finalizer may come while libtorch still reads it. So the product holds its own, here, in a field, or by <c>using</c>.</summary>
public static class Scalars
{
    /// <summary>The factor of sums, which are <c>a + factor · b</c>.</summary>
    public static Scalar One { get; } = 1.0;
}
