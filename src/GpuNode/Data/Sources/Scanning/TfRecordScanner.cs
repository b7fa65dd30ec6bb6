using System.Buffers.Binary;
using System.Text;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Data.Sources.Scanning;

/// <summary>Finds the images of a record file of TensorFlow, in which each record is a tf.train.Example.</summary>
/// <remarks>A record: its length (8 bytes, little-endian), the masked CRC-32C of that (4), the data, their masked CRC-32C (4). The
/// data's checksum is not compared, for that would read all images; a damaged image shows when it is decoded. The names of features are
/// those of TensorFlow's ImageNet scripts and of TensorFlow Datasets. Source: tensorflow, core/lib/io/record_writer.h and
/// core/example/feature.proto.</remarks>
internal static class TfRecordScanner
{
    private const int LengthBytes = sizeof(long);
    private const int ChecksumBytes = sizeof(uint);
    private const int LongestNameBytes = 256;
    private static readonly string[] ImageFeatures = ["image/encoded", "image", "jpg", "jpeg", "png"];
    private static readonly string[] LabelFeatures = ["image/class/label", "label", "cls", "class"];

    /// <exception cref="FormatException">It is no such file, or an example lacks its image or class.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="Distillery.Shared.UserErrorException">It is cut off.</exception>
    internal static void Scan(FileStream file, ShardEntries entries)
    {
        Span<byte> head = stackalloc byte[LengthBytes + ChecksumBytes];
        int record = 0;
        for (long position = 0; position < entries.ShardBytes; record++)
        {
            entries.CheckEnd(position, head.Length, $"record {record}");
            file.Position = position;
            file.ReadExactly(head);
            bool isSound = MaskedCrc32C.Compute(head[..LengthBytes]) == BinaryPrimitives.ReadUInt32LittleEndian(head[LengthBytes..]);
            if (!isSound) throw new FormatException($"record {record} at byte {position} has no valid length");
            long start = position + head.Length, length = BinaryPrimitives.ReadInt64LittleEndian(head);
            entries.CheckEnd(start, length, $"record {record}");
            AddExample(file, start, length, record, entries);
            position = start + length + ChecksumBytes;
        }
    }

    private static void AddExample(FileStream file, long start, long length, int record, ShardEntries entries)
    {
        Dictionary<string, ProtobufField> features = new(StringComparer.Ordinal);
        ProtobufFields example = new(file, start, length);
        while (example.TryNext(out ProtobufField map))
        {
            if (map.Number != 1) continue; // Example.features
            ProtobufFields all = map.Inside(file);
            while (all.TryNext(out ProtobufField entry)) TakeFeature(file, entry, features);
        }
        string? image = ImageFeatures.FirstOrDefault(features.ContainsKey);
        string? label = LabelFeatures.FirstOrDefault(features.ContainsKey);
        if (image is null) throw Missing(record, "image", "bytes", ImageFeatures);
        if (label is null) throw Missing(record, "class", "integers", LabelFeatures);
        ProtobufField bytes = features[image], number = features[label];
        entries.Add(bytes.Offset, bytes.Length, number.Kind == ProtobufKind.Bytes ? FirstPacked(file, number) : (long)number.Value);
    }

    /// <summary>Features.feature is a map: each entry has a name (1) and a Feature (2), which is a list of bytes (1), of
    /// floats (2) or of integers (3), whose values (1) may be packed.</summary>
    private static void TakeFeature(FileStream file, ProtobufField entry, Dictionary<string, ProtobufField> features)
    {
        const int BytesList = 1, IntegerList = 3;
        string? name = null;
        ProtobufField? bytes = null, integer = null;
        ProtobufFields parts = entry.Inside(file);
        while (parts.TryNext(out ProtobufField part))
        {
            if (part.Number == 1) name = ReadName(file, part);
            if (part.Number != 2) continue;
            ProtobufFields lists = part.Inside(file);
            while (lists.TryNext(out ProtobufField list))
            {
                if (list.Number is not (BytesList or IntegerList)) continue;
                if (!list.Inside(file).TryNext(out ProtobufField first)) continue;
                if (list.Number == BytesList) bytes = first;
                else integer = first;
            }
        }
        if (name is null) return;
        if (bytes is { } image && ImageFeatures.Contains(name)) features[name] = image;
        if (integer is { } label && LabelFeatures.Contains(name)) features[name] = label;
    }

    private static string? ReadName(FileStream file, ProtobufField field)
    {
        if (field.Kind != ProtobufKind.Bytes || field.Length > LongestNameBytes) return null;
        byte[] bytes = new byte[field.Length];
        file.Position = field.Offset;
        file.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private static long FirstPacked(FileStream file, ProtobufField packed)
    {
        file.Position = packed.Offset;
        return (long)ProtobufFields.ReadVarint(file);
    }

    private static FormatException Missing(int record, string what, string kind, string[] names) =>
        new($"record {record} has no {what} (a list of {kind} named {string.Join(", ", names)})");
}
