namespace Distillery.GpuNode.Optimizers;

/// <summary>Works through long vectors piece by piece, so that what one operator has written is in the processor's cache when the next
/// one reads it. Elements are independent of each other: their bits are the same as in one piece.</summary>
internal static class VectorPieces
{
    // Four vectors' pieces of 64 Ki single-precision elements are 1 MiB, a core's second-level cache.
    private const long PieceLength = 65_536;

    /// <param name="vectors">All of one length, on one device.</param>
    /// <param name="apply">Given the same part of each; what it makes is released behind it.</param>
    internal static void Apply(Tensor[] vectors, Action<Tensor[]> apply)
    {
        using IDisposable guard = no_grad();
        long length = vectors[0].numel();
        long piece = vectors[0].device_type == DeviceType.CPU ? PieceLength : length; // A device's launches would cost more than its memory.
        Tensor[] parts = new Tensor[vectors.Length];
        for (long offset = 0; offset < length; offset += piece)
        {
            using DisposeScope scope = NewDisposeScope();
            for (int i = 0; i < parts.Length; i++) parts[i] = vectors[i].narrow(0, offset, Math.Min(piece, length - offset));
            apply(parts);
        }
    }
}
