using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Data.Sources;

/// <summary>The index of a shard as a file: beside the shard as NAME.tar.index, or in a folder for those whose own folder cannot
/// be written.</summary>
/// <remarks>Little-endian: magic, version, the shard's length and time (8 bytes each), the number of images and of raw widths (4 each; the
/// latter is 0 or as many), then all offsets (8 each), lengths, labels and raw widths (4 each), and a CRC-32C of everything before (4).</remarks>
internal static class ShardIndexFile
{
    private const uint Magic = 0x58495344; // "DSIX"
    private const uint Version = 2;
    private const int HeadBytes = 4 + 4 + 8 + 8 + 4 + 4;
    private const int EntryBytes = 8 + 4 + 4;
    private const int RawWidthBytes = 4;
    private const int CheckBytes = 4;

    internal static string PathBeside(string shard) => shard + ShardNames.IndexEnding;

    /// <summary>The path in a cache folder, which tells shards of one name in several folders apart.</summary>
    internal static string PathIn(string cacheFolder, string shard)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(shard)));
        return Path.Combine(cacheFolder, $"{Path.GetFileName(shard)}.{Convert.ToHexStringLower(hash.AsSpan(0, 8))}{ShardNames.IndexEnding}");
    }

    /// <summary>Null where there is none, or one that cannot be read, is damaged, or is of another state of the
    /// shard.</summary>
    internal static ShardIndex? TryRead(string path, FileInfo shard)
    {
        try
        {
            if (!File.Exists(path)) return null;
            ShardIndex? index = Decode(File.ReadAllBytes(path));
            return index is not null && index.IsOf(shard) ? index : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // It is built anew, and where it cannot be written either, that is said.
        }
    }

    /// <summary>Writes it so that readers see the whole file or none.</summary>
    /// <returns>False where the folder cannot be written.</returns>
    internal static bool TryWrite(string path, ShardIndex index)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            string temporary = $"{path}.{Environment.ProcessId}.writing"; // Several processes may index the same shards.
            File.WriteAllBytes(temporary, Encode(index));
            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static byte[] Encode(ShardIndex index)
    {
        byte[] bytes = new byte[HeadBytes + (index.Count * EntryBytes) + (index.RawWidths.Length * RawWidthBytes) + CheckBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Version);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), index.ShardBytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), index.ModifiedTicks);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), index.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), index.RawWidths.Length);
        Span<byte> rest = bytes.AsSpan(HeadBytes);
        MemoryMarshal.AsBytes<long>(index.Offsets).CopyTo(rest);
        MemoryMarshal.AsBytes<int>(index.Lengths).CopyTo(rest[(8 * index.Count)..]);
        MemoryMarshal.AsBytes<int>(index.Labels).CopyTo(rest[(12 * index.Count)..]);
        MemoryMarshal.AsBytes<int>(index.RawWidths).CopyTo(rest[(16 * index.Count)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - CheckBytes), MaskedCrc32C.Crc32C(bytes.AsSpan(0, bytes.Length - CheckBytes)));
        return bytes;
    }

    private static ShardIndex? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadBytes + CheckBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != Version) return null;
        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]), rawCount = BinaryPrimitives.ReadInt32LittleEndian(bytes[28..]);
        if (count < 0 || (rawCount != 0 && rawCount != count)) return null;
        if (bytes.Length != HeadBytes + ((long)count * EntryBytes) + ((long)rawCount * RawWidthBytes) + CheckBytes) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[^CheckBytes..]) != MaskedCrc32C.Crc32C(bytes[..^CheckBytes])) return null;
        ReadOnlySpan<byte> rest = bytes[HeadBytes..];
        return new ShardIndex(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            MemoryMarshal.Cast<byte, long>(rest[..(8 * count)]).ToArray(),
            MemoryMarshal.Cast<byte, int>(rest.Slice(8 * count, 4 * count)).ToArray(),
            MemoryMarshal.Cast<byte, int>(rest.Slice(12 * count, 4 * count)).ToArray())
        {
            RawWidths = MemoryMarshal.Cast<byte, int>(rest.Slice(16 * count, 4 * rawCount)).ToArray(),
        };
    }
}
