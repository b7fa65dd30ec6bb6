using System.Text.Json.Nodes;
using Distillery.Cli.Terminal;
using Distillery.GpuNode.Data.Augmentation;
using Distillery.GpuNode.Data.Codecs;

namespace Distillery.Cli.Data;

/// <summary>What <c>distill data inspect</c> finds of a split.</summary>
internal sealed record DataSummary(
    string Split, int Samples, int Classes, int EmptyClasses, int SmallestClass, int LargestClass, int Shards, int LookedAt,
    long MeanBytes, IReadOnlyDictionary<string, int> Formats, (int Width, int Height) Median, (int Width, int Height) Largest)
{
    private const int MostLookedAt = 2000;

    /// <summary>Counts classes of all images, and looks at the headers of some, evenly spread.</summary>
    internal static DataSummary Of(DataPart part)
    {
        int[] counts = new int[part.ClassCount];
        for (int sample = 0; sample < part.Count; sample++) counts[part.Label(sample)]++;
        DataSummary summary = new(
            part.Name, part.Count, part.ClassCount, counts.Count(count => count == 0), counts.Min(), counts.Max(),
            part.Source?.ShardCounts.Count ?? 1, 0, 0, new Dictionary<string, int>(), default, default);
        return part.Source is null ? summary.OfShape(part) : summary.WithImages(part);
    }

    internal JsonObject ToJson() => new()
    {
        ["split"] = Split,
        ["samples"] = Samples,
        ["classes"] = Classes,
        ["empty_classes"] = EmptyClasses,
        ["smallest_class"] = SmallestClass,
        ["largest_class"] = LargestClass,
        ["shards"] = Shards,
        ["looked_at"] = LookedAt,
        ["mean_bytes"] = MeanBytes,
        ["formats"] = new JsonObject(Formats.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
        ["median_width"] = Median.Width,
        ["median_height"] = Median.Height,
        ["largest_width"] = Largest.Width,
        ["largest_height"] = Largest.Height,
    };

    internal IEnumerable<string> Lines()
    {
        yield return $"{Split}: {Phrases.Count(Samples)} images of {Phrases.Count(Classes)} classes, "
            + $"{Phrases.Count(SmallestClass)} to {Phrases.Count(LargestClass)} each"
            + (EmptyClasses > 0 ? $", {Phrases.Count(EmptyClasses)} of them without any" : "")
            + (Shards > 1 ? $", in {Phrases.Count(Shards)} shards" : "");
        string formats = string.Join(", ", Formats.Select(entry => $"{Phrases.Count(entry.Value)} {entry.Key}"));
        if (formats.Length > 0)
            yield return $"  of {Phrases.Count(LookedAt)} looked at: {formats}; {Phrases.Bytes(MeanBytes)} on average";
        yield return $"  {Median.Width}x{Median.Height} pixels (median), largest {Largest.Width}x{Largest.Height}";
    }

    private DataSummary OfShape(DataPart part)
    {
        (int _, int height, int width) = part.Dataset!.Shape;
        return this with { Median = (width, height), Largest = (width, height) };
    }

    private DataSummary WithImages(DataPart part)
    {
        EncodedBuffer buffer = new();
        int count = Math.Min(MostLookedAt, Samples);
        List<(int Width, int Height)> extents = [];
        SortedDictionary<string, int> formats = new(StringComparer.Ordinal);
        long bytes = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> encoded = part.Source!.Read((int)((long)i * Samples / count), buffer);
            bytes += encoded.Length;
            (string format, int width, int height) = ImageHeaders.Read(encoded);
            formats[format] = formats.GetValueOrDefault(format) + 1;
            if (width > 0) extents.Add((width, height));
        }
        extents.Sort((left, right) => ((long)left.Width * left.Height).CompareTo((long)right.Width * right.Height));
        return this with
        {
            LookedAt = count,
            MeanBytes = bytes / count,
            Formats = formats,
            Median = extents.Count == 0 ? default : extents[extents.Count / 2],
            Largest = extents.Count == 0 ? default : extents[^1],
        };
    }
}
