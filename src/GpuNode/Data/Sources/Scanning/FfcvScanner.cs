using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Distillery.GpuNode.Data.Sources.Scanning;

/// <summary>Finds the images of a .beton file of FFCV.</summary>
/// <remarks>Little-endian: a head (version 2, fields 2, page size 4, samples 8, place of the allocation table 8 bytes), descriptions of
/// the fields (type 1, name 16, arguments 1,024 bytes), a row of metadata a sample; the images on pages; at the end the allocation
/// table (sample, place, length of 8 bytes each). The metadata of an image are mode (1 byte: 0 JPEG, 1 pixels), width and height
/// (2 each) and place (8); rows are laid out as NumPy aligns structures. Source: libffcv/ffcv, types.py, writer.py,
/// fields/rgb_image.py.</remarks>
internal static class FfcvScanner
{
    private const int Version = 2;
    private const int HeadBytes = 24;
    private const int DescriptionBytes = 1 + 16 + 1024;
    private const int AllocationBytes = 24;
    private const int MostFields = 64;

    /// <exception cref="FormatException">It is no such file, or lacks a field for images or classes.</exception>
    /// <exception cref="IOException">It cannot be read, or ends too early.</exception>
    /// <exception cref="Distillery.Shared.UserErrorException">It is cut off.</exception>
    internal static void Scan(FileStream file, ShardEntries entries)
    {
        byte[] head = new byte[HeadBytes];
        file.ReadExactly(head);
        int version = BinaryPrimitives.ReadUInt16LittleEndian(head), fieldCount = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(2));
        if (version != Version) throw new FormatException($"it states version {version}, where {Version} is known");
        if (fieldCount > MostFields) throw new FormatException($"it states {fieldCount} fields");
        long samples = BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(8)), tableAt = BinaryPrimitives.ReadInt64LittleEndian(head.AsSpan(16));
        byte[] descriptions = new byte[fieldCount * DescriptionBytes];
        file.ReadExactly(descriptions);
        FfcvRow row = FfcvRow.Of([.. Enumerable.Range(0, fieldCount).Select(field => descriptions[field * DescriptionBytes])]);
        entries.CheckEnd(file.Position, checked(samples * row.ByteCount), "its table of samples");
        entries.CheckEnd(tableAt, 0, "its allocation table");
        (long[] places, long[] lengths) = ReadAllocations(file, tableAt);
        file.Position = HeadBytes + descriptions.Length;
        byte[] values = new byte[row.ByteCount];
        for (long sample = 0; sample < samples; sample++)
        {
            file.ReadExactly(values);
            FfcvImage image = row.ImageOf(values);
            int found = Array.BinarySearch(places, image.Place);
            if (found < 0 && !image.IsRaw) throw new FormatException($"sample {sample} has no entry in the allocation table");
            entries.Add(image.Place, image.IsRaw ? image.PixelBytes : lengths[found], row.LabelOf(values), image.IsRaw ? image.Width : 0);
        }
    }

    /// <summary>Places in rising order, and the length at each.</summary>
    private static (long[] Places, long[] Lengths) ReadAllocations(FileStream file, long tableAt)
    {
        file.Position = tableAt;
        byte[] table = new byte[(file.Length - tableAt) / AllocationBytes * AllocationBytes];
        file.ReadExactly(table);
        ReadOnlySpan<long> values = MemoryMarshal.Cast<byte, long>(table);
        long[] places = new long[values.Length / 3], lengths = new long[places.Length];
        for (int i = 0; i < places.Length; i++) (places[i], lengths[i]) = (values[(3 * i) + 1], values[(3 * i) + 2]);
        Array.Sort(places, lengths);
        return (places, lengths);
    }
}
