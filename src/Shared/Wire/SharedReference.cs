using System.Buffers.Binary;

namespace Distillery.Shared.Wire;

/// <summary>Where the bytes of a payload are, when they are in memory that both processes have mapped.</summary>
/// <param name="Region">The sender's number of the region.</param>
/// <param name="Allocation">Which of the region's allocations.</param>
/// <param name="Offset">From the start of the region, in bytes.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Stamp">The allocation's version; another one means that the bytes have been overwritten.</param>
public readonly record struct SharedReference(ulong Region, int Allocation, long Offset, int Length, ulong Stamp)
{
    /// <summary>Region 8 + allocation 4 + offset 8 + length 4 + stamp 8.</summary>
    public const int ByteCount = 8 + 4 + 8 + 4 + 8;

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[ByteCount];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Region);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Allocation);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(12), Offset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), Length);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), Stamp);
        return bytes;
    }

    /// <summary>Whether the numbers fit the region is for the one who has mapped it to say.</summary>
    public static SharedReference Parse(ReadOnlySpan<byte> bytes) =>
        bytes.Length == ByteCount
            ? new SharedReference(
                BinaryPrimitives.ReadUInt64LittleEndian(bytes),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(bytes[12..]),
                BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]),
                BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]))
            : throw new WireException($"a reference to shared memory has {ByteCount} bytes");
}
