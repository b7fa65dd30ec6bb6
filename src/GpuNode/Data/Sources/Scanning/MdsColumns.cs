using System.Buffers.Binary;
using System.Text.Json;

namespace Distillery.GpuNode.Data.Sources.Scanning;

/// <summary>Which columns an MDS shard has, and where its image and its class lie among them.</summary>
internal sealed class MdsColumns
{
    private const string RawEncoding = "pil";
    private static readonly string[] ImageEncodings = ["jpeg", "png", RawEncoding, "bytes"];
    private static readonly string[] ImageNames = ["x", "image", "jpg", "jpeg", "png", "img"];
    private static readonly string[] LabelNames = ["y", "label", "cls", "class", "labels", "target"];
    private static readonly Dictionary<string, int> LabelBytes = new(StringComparer.Ordinal)
    {
        ["int"] = 8, ["int8"] = 1, ["int16"] = 2, ["int32"] = 4, ["int64"] = 8, ["uint8"] = 1, ["uint16"] = 2, ["uint32"] = 4, ["uint64"] = 8,
    };

    private readonly string[] _encodings;
    private readonly long?[] _sizes; // In bytes; null where it varies.
    private readonly int _image;
    private readonly int _label;

    private MdsColumns(string[] names, string[] encodings, long?[] sizes)
    {
        if (names.Length != encodings.Length || names.Length != sizes.Length) throw new FormatException("the description of its columns is not whole");
        (_encodings, _sizes) = (encodings, sizes);
        _image = Choose(names, column => ImageEncodings.Contains(encodings[column]), ImageNames, "images (jpeg, png, pil or bytes)");
        _label = Choose(names, column => LabelBytes.ContainsKey(encodings[column]), LabelNames, "classes (whole numbers)");
        VariableCount = sizes.Count(size => size is null);
    }

    /// <summary>How many columns have a length in each sample.</summary>
    internal int VariableCount { get; }

    /// <summary>Whether the images are pixels behind a head.</summary>
    internal bool IsRaw => _encodings[_image] == RawEncoding;

    /// <exception cref="FormatException">It is no description of columns, or there is none for images or classes.</exception>
    internal static MdsColumns Parse(byte[] json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return new MdsColumns(
                [.. root.GetProperty("column_names").EnumerateArray().Select(name => name.GetString()!)],
                [.. root.GetProperty("column_encodings").EnumerateArray().Select(encoding => encoding.GetString()!)],
                [.. root.GetProperty("column_sizes").EnumerateArray().Select(size => size.ValueKind == JsonValueKind.Null ? (long?)null : size.GetInt64())]);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("it has no description of its columns", error);
        }
    }

    /// <param name="lengths">Of the columns of variable size in a sample.</param>
    /// <returns>Where image and class lie, counted from behind the lengths.</returns>
    internal ((long Offset, long Length) Image, long LabelOffset) Locate(ReadOnlySpan<uint> lengths)
    {
        (long Offset, long Length) image = default;
        long label = 0, offset = 0;
        for (int column = 0, variable = 0; column < _sizes.Length; column++)
        {
            long size = _sizes[column] ?? lengths[variable++];
            if (column == _image) image = (offset, size);
            if (column == _label) label = offset;
            offset += size;
        }
        return (image, label);
    }

    /// <summary>The class at a place of the shard.</summary>
    internal long ReadLabel(FileStream file, long offset)
    {
        string encoding = _encodings[_label];
        Span<byte> bytes = stackalloc byte[LabelBytes[encoding]];
        file.Position = offset;
        file.ReadExactly(bytes);
        bool isSigned = encoding[0] == 'i';
        return bytes.Length switch
        {
            1 => isSigned ? (sbyte)bytes[0] : bytes[0],
            2 => isSigned ? BinaryPrimitives.ReadInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            4 => isSigned ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes), // What does not fit is negative then, and refused as a class.
        };
    }

    /// <summary>The only column that can be it, or the only one with a usual name.</summary>
    private static int Choose(string[] names, Func<int, bool> canBe, string[] usualNames, string what)
    {
        int[] columns = [.. Enumerable.Range(0, names.Length).Where(canBe)];
        if (columns.Length > 1) columns = [.. columns.Where(column => usualNames.Contains(names[column], StringComparer.OrdinalIgnoreCase))];
        if (columns.Length == 1) return columns[0];
        throw new FormatException(
            $"its columns {string.Join(", ", names)} have no single one for {what}; where there are several, one must be named {string.Join(", ", usualNames)}");
    }
}
