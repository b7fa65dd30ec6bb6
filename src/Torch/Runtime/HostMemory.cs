using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <summary>Host memory of tensors, all in bytes.</summary>
/// <param name="LiveBytes">Held by tensors.</param>
/// <param name="LiveBlocks">How many blocks tensors hold.</param>
/// <param name="CachedBytes">Freed by tensors and kept for the next ones.</param>
public readonly record struct HostMemory(long LiveBytes, long LiveBlocks, long CachedBytes)
{
    public static HostMemory Current
    {
        get
        {
            Native.AllocatorFigures(out long liveBytes, out long liveBlocks, out long cachedBytes);
            return new HostMemory(liveBytes, liveBlocks, cachedBytes);
        }
    }

    /// <summary>Gives all cached memory back to the system.</summary>
    public static void Trim() => Native.AllocatorTrim();
}
