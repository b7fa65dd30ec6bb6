using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Distillery.GpuNode.Data.Sources.Scanning;

/// <summary>Finds the images of a shard of MosaicML's Streaming.</summary>
/// <remarks>Little-endian: the number of samples (4 bytes), where each begins and the last ends (4 each), a JSON object that
/// names the columns, the samples. A sample has the lengths of its columns of variable size (4 each), then all columns.
/// Source: mosaicml/streaming, base/format/mds/writer.py.</remarks>
internal static class MdsScanner
{
    private const int LongestDescriptionBytes = 1 << 20;
    private const int LengthBytes = sizeof(uint);

    /// <exception cref="FormatException">It is no such shard, or lacks a column for images or classes.</exception>
    /// <exception cref="IOException">It cannot be read, or ends too early.</exception>
    /// <exception cref="Distillery.Shared.UserErrorException">It is cut off.</exception>
    internal static void Scan(FileStream file, ShardEntries entries)
    {
        uint[] begins = ReadBegins(file, entries);
        long description = file.Position;
        long descriptionBytes = begins[0] - description;
        if (descriptionBytes is < 2 or > LongestDescriptionBytes) throw new FormatException("it has no description of its columns");
        byte[] json = new byte[descriptionBytes];
        file.ReadExactly(json);
        MdsColumns columns = MdsColumns.Parse(json);
        Span<byte> lengths = new byte[LengthBytes * columns.VariableCount];
        for (int sample = 0; sample < begins.Length - 1; sample++)
        {
            file.Position = begins[sample];
            file.ReadExactly(lengths);
            ((long imageAt, long imageBytes), long labelAt) = columns.Locate(MemoryMarshal.Cast<byte, uint>(lengths));
            long start = begins[sample] + lengths.Length;
            if (start + imageAt + imageBytes > begins[sample + 1])
                throw new FormatException($"sample {sample} is longer than the shard states");
            long label = columns.ReadLabel(file, start + labelAt);
            if (columns.IsRaw) AddRaw(file, start + imageAt, imageBytes, label, entries);
            else entries.Add(start + imageAt, imageBytes, label);
        }
    }

    /// <summary>Of each sample and of the end.</summary>
    private static uint[] ReadBegins(FileStream file, ShardEntries entries)
    {
        Span<byte> number = stackalloc byte[LengthBytes];
        file.ReadExactly(number);
        long count = BinaryPrimitives.ReadUInt32LittleEndian(number);
        entries.CheckEnd(LengthBytes, (count + 1) * LengthBytes, "the table of its samples");
        uint[] begins = new uint[count + 1];
        file.ReadExactly(MemoryMarshal.AsBytes(begins.AsSpan()));
        for (int sample = 0; sample < count; sample++)
        {
            if (begins[sample] > begins[sample + 1]) throw new FormatException("the table of its samples does not rise");
        }
        entries.CheckEnd(0, begins[^1], "its last sample");
        return begins;
    }

    /// <summary>The encoding "pil": width, height, length of the mode (4 bytes each), mode, pixels.</summary>
    private static void AddRaw(FileStream file, long offset, long byteCount, long label, ShardEntries entries)
    {
        const int HeadBytes = 3 * LengthBytes;
        Span<byte> head = stackalloc byte[HeadBytes + 3];
        file.Position = offset;
        file.ReadExactly(head);
        long width = BinaryPrimitives.ReadUInt32LittleEndian(head), height = BinaryPrimitives.ReadUInt32LittleEndian(head[LengthBytes..]);
        bool isRgb = BinaryPrimitives.ReadUInt32LittleEndian(head[(2 * LengthBytes)..]) == 3 && head[HeadBytes..].SequenceEqual("RGB"u8);
        if (!isRgb) throw new FormatException("it has raw images of another mode than RGB");
        if (byteCount - head.Length != 3 * width * height) throw new FormatException("a raw image has another length than its pixels take");
        entries.Add(offset + head.Length, byteCount - head.Length, label, (int)width);
    }
}
