namespace Distillery.GpuNode.Data.Sources;

/// <summary>Where the images of one shard lie, and their classes.</summary>
/// <param name="ShardBytes">The length of the shard that was looked at.</param>
/// <param name="ModifiedTicks">When it had been changed last, in ticks of 100 ns of UTC.</param>
/// <param name="Offsets">Of each image's first byte.</param>
/// <param name="Lengths">In bytes.</param>
/// <param name="Labels">The classes.</param>
internal sealed record ShardIndex(long ShardBytes, long ModifiedTicks, long[] Offsets, int[] Lengths, int[] Labels)
{
    internal int Count => Offsets.Length;

    /// <summary>By image: 0 where it is encoded; where it lies as red, green and blue bytes in rows, how many pixels a row has.
    /// Empty where all are encoded.</summary>
    internal int[] RawWidths { get; init; } = [];

    /// <summary>Whether the shard still is the one that was looked at.</summary>
    internal bool IsOf(FileInfo shard) => shard.Length == ShardBytes && shard.LastWriteTimeUtc.Ticks == ModifiedTicks;
}
