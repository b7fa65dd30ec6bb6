namespace Distillery.GpuNode.Parameters;

/// <summary>Vectors that live as long as the object whose field they are, whatever scope is open when they are made.</summary>
internal static class FlatVector
{
    /// <returns>[count].</returns>
    internal static Tensor Zeros(long count, Device device, ScalarType type = ScalarType.Float32)
    {
        using DisposeScope scope = NewDisposeScope();
        return zeros([count], type, device).DetachFromDisposeScope();
    }

    /// <summary>A view of a part.</summary>
    internal static Tensor Part(Tensor vector, long offset, long count)
    {
        using DisposeScope scope = NewDisposeScope();
        return vector.narrow(0, offset, count).DetachFromDisposeScope();
    }
}
