using System.Buffers.Binary;
using Distillery.Shared;

namespace Distillery.GpuNode.Weights;

/// <summary>Reads and writes safetensors files: a header length, a JSON header, then the tensors' bytes.</summary>
public static class SafetensorsFile
{
    /// <summary>Reads all tensors into memory, in the order of the header.</summary>
    /// <exception cref="UserErrorException">The file cannot be opened, breaks a rule of the format, or has a tensor
    /// of more than 2 GB.</exception>
    public static NamedArrays Read(string path)
    {
        using WeightsInput input = WeightsInput.Open(path);
        return Read(input);
    }

    internal static NamedArrays Read(WeightsInput input)
    {
        ulong headerBytes =
            BinaryPrimitives.ReadUInt64LittleEndian(input.Read(0, SafetensorsFormat.LengthBytes, "the header length"));
        const ulong limit = SafetensorsFormat.MaximumHeaderBytes;
        if (headerBytes > limit) throw input.Damaged($"its header is {headerBytes} bytes long; the limit is {limit}");
        byte[] json = input.Read(SafetensorsFormat.LengthBytes, (long)headerBytes, "the header");
        if (json.Length == 0 || json[0] != SafetensorsFormat.HeaderStart)
            throw input.Damaged("its header does not begin with '{'");
        long dataStart = SafetensorsFormat.LengthBytes + json.Length;
        SafetensorsHeader header = SafetensorsHeader.Parse(json, input.Length - dataStart, input);
        return new NamedArrays(header.Entries.Select(entry => ReadArray(entry, dataStart, input)), header.Metadata);
    }

    private static NamedArray ReadArray(SafetensorsEntry entry, long dataStart, WeightsInput input) => new(
        entry.Name, entry.Type, entry.Shape,
        input.Read(dataStart + entry.Begin, entry.ByteCount, $"tensor '{entry.Name}'"));

    /// <summary>Writes the arrays; equal input gives equal bytes. The header keeps the order of
    /// <paramref name="arrays"/>, while the data goes from the widest element type to the narrowest, so that every
    /// tensor stands at a multiple of its element size, which readers that map the file rely on.</summary>
    /// <exception cref="ArgumentException">Two arrays share a name, or one has the name kept for metadata.</exception>
    public static void Write(
        Stream stream, IReadOnlyList<NamedArray> arrays, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafetensorsWriter.Write(stream, arrays, metadata);

    /// <summary>Writes to a temporary file beside <paramref name="path"/>, flushes it to the disk and renames it, so
    /// that <paramref name="path"/> never holds half a file.</summary>
    /// <exception cref="IOException">The disk is full, or the folder cannot be written to.</exception>
    public static void Write(
        string path, IReadOnlyList<NamedArray> arrays, IReadOnlyDictionary<string, string>? metadata = null)
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write))
            {
                Write(stream, arrays, metadata);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
