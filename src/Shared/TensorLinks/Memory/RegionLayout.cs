namespace Distillery.Shared.TensorLinks.Memory;

/// <summary>What stands where in a region, for both processes: a page of header, then the allocations, each from the start
/// of a page.</summary>
internal static class RegionLayout
{
    internal const int PageBytes = 4096;

    /// <summary>"DSTLMEM1", then the key, then the stamps of the allocations.</summary>
    internal const ulong Magic = 0x314D454D4C545344;

    internal const int KeyAt = 8;
    internal const int StampsAt = 64; // Apart from what everybody reads once.

    /// <summary>As many stamps as fit into the header's page.</summary>
    internal const int MaximumAllocations = (PageBytes - StampsAt) / sizeof(ulong);

    internal static long RoundedUp(long byteCount) => (byteCount + PageBytes - 1) / PageBytes * PageBytes;

    internal static long StampAt(int allocation) => StampsAt + (long)allocation * sizeof(ulong);
}
