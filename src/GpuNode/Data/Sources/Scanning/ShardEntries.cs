using Distillery.Shared;

namespace Distillery.GpuNode.Data.Sources.Scanning;

/// <summary>Gathers where the images of a shard lie.</summary>
internal sealed class ShardEntries(string path, FileInfo info)
{
    private readonly List<long> _offsets = [];
    private readonly List<int> _lengths = [], _labels = [], _rawWidths = [];

    /// <summary>The shard's path, for messages.</summary>
    internal string Path => path;

    /// <summary>The shard's length in bytes.</summary>
    internal long ShardBytes => info.Length;

    /// <param name="rawWidth">0 for an encoded image; for red, green and blue bytes in rows, how many pixels a row has.</param>
    /// <exception cref="FormatException">The label is no class.</exception>
    /// <exception cref="UserErrorException">The shard ends before the image does.</exception>
    internal void Add(long offset, long length, long label, int rawWidth = 0)
    {
        int sample = _offsets.Count;
        if (label is < 0 or > int.MaxValue) throw new FormatException($"sample {sample} has the class {label}, which is not a number from 0");
        CheckEnd(offset, length, $"the image of sample {sample}");
        _offsets.Add(offset);
        _lengths.Add(length > StoredBytes.MaximumBytes ? 0 : (int)length); // So large it is damaged, and found to be.
        _labels.Add((int)label);
        _rawWidths.Add(rawWidth);
    }

    /// <exception cref="UserErrorException">The shard ends before the part does.</exception>
    internal void CheckEnd(long offset, long length, string part)
    {
        if (offset >= 0 && length >= 0 && length <= ShardBytes && offset <= ShardBytes - length) return;
        throw new UserErrorException(
            $"the shard {path} is cut off: {part} would end at {(UInt128)(ulong)offset + (ulong)length} of {ShardBytes} bytes",
            "Copy it again, or pack it anew with distill data pack.");
    }

    internal ShardIndex ToIndex() => new(info.Length, info.LastWriteTimeUtc.Ticks, [.. _offsets], [.. _lengths], [.. _labels])
    {
        RawWidths = _rawWidths.Any(width => width > 0) ? [.. _rawWidths] : [],
    };
}
