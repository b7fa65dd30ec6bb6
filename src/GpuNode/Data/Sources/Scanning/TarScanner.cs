using System.Formats.Tar;
using System.Globalization;
using System.Text.Json;

namespace Distillery.GpuNode.Data.Sources.Scanning;

/// <summary>Finds the images of a tar file.</summary>
/// <remarks>WebDataset's convention: files of one sample follow each other and share their path up to the first dot of the file's
/// name; one is the image (.jpg, .jpeg, .png), one the class (.cls, a number; or .json with "label", "cls" or "class"). Files
/// with other endings are passed over.</remarks>
internal static class TarScanner
{
    private const int LongestLabelBytes = 1 << 20;
    private static readonly string[] LabelKeys = ["label", "cls", "class"];

    /// <exception cref="Distillery.Shared.UserErrorException">The shard is cut off, or a sample lacks its image or
    /// class.</exception>
    /// <exception cref="FormatException">A class is not one.</exception>
    /// <exception cref="IOException">It is no tar.</exception>
    internal static void Scan(FileStream file, ShardEntries entries)
    {
        using TarReader reader = new(file, leaveOpen: true);
        PendingSample sample = new("", entries.Path);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) continue;
            (string key, string ending) = Split(entry.Name);
            if (key != sample.Key)
            {
                sample.AddTo(entries);
                sample = new PendingSample(key, entries.Path);
            }
            if (ImageNames.IsImage(ending)) sample.TakeImage(entry.DataOffset, entry.Length);
            else if (ending is ".cls" or ".json") sample.TakeLabel(ReadLabel(entry, ending));
            entries.CheckEnd(entry.DataOffset, entry.Length, entry.Name);
        }
        sample.AddTo(entries);
    }

    /// <summary>Of "a/b/0001.seg.png" the key "a/b/0001" and the ending ".seg.png"; of that, the part after the last dot
    /// counts.</summary>
    private static (string Key, string Ending) Split(string name)
    {
        int slash = name.LastIndexOf('/');
        int dot = name.IndexOf('.', slash + 1);
        return dot < 0 ? (name, "") : (name[..dot], Path.GetExtension(name).ToLowerInvariant());
    }

    private static int ReadLabel(TarEntry entry, string ending)
    {
        if (entry.Length > LongestLabelBytes || entry.DataStream is not { } stream)
            throw new FormatException($"{entry.Name} is empty or far too long for a class");
        byte[] bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        if (ending == ".json") return FromJson(bytes, entry.Name);
        string text = System.Text.Encoding.UTF8.GetString(bytes).Trim();
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int label)) return label;
        throw new FormatException($"{entry.Name} has the class '{text}', which is not a number from 0");
    }

    private static int FromJson(byte[] bytes, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            foreach (string key in LabelKeys)
            {
                bool isThere = document.RootElement.ValueKind == JsonValueKind.Object
                    && document.RootElement.TryGetProperty(key, out JsonElement value)
                    && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int label) && label >= 0;
                if (isThere) return document.RootElement.GetProperty(key).GetInt32();
            }
        }
        catch (JsonException error)
        {
            throw new FormatException($"{name} is not valid JSON: {error.Message}", error);
        }
        return PendingSample.NoLabel; // Descriptions of other things are no error, as long as .cls says the class.
    }
}
