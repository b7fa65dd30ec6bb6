using System.Buffers.Binary;
using System.Numerics;

namespace Distillery.Shared.Runs;

/// <summary>The checksum of TFRecord files: CRC-32C (Castagnoli), then rotated and shifted, because a checksum of data
/// that holds checksums is weak.</summary>
public static class MaskedCrc32C
{
    private const uint MaskDelta = 0xa282ead8; // TensorFlow's constant
    private const int MaskRotation = 15;       // bits

    /// <summary>CRC-32C of the bytes, unmasked.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }
        foreach (byte value in bytes) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    /// <summary>The masked checksum that stands in the file.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) =>
        BitOperations.RotateRight(Crc32C(bytes), MaskRotation) + MaskDelta;
}
