using System.Buffers.Binary;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Teacher.Answers;

/// <summary>The first bytes of a file of answers: magic 4, version 4, key 8, classes 4, top 4, precision 4, checksum 4.</summary>
internal static class AnswerFileHeader
{
    internal const int ByteCount = 4 + 4 + 8 + 4 + 4 + 4 + 4;

    private const int Version = 1;
    private const int ChecksumAt = ByteCount - sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "DSTA"u8;

    internal static byte[] Of(ulong key, AnswerLayout layout)
    {
        byte[] bytes = new byte[ByteCount];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), key);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), layout.ClassCount);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), layout.Top);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), layout.Precision == AnswerPrecision.Float16 ? 16 : 32);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumAt), MaskedCrc32C.Crc32C(bytes.AsSpan(0, ChecksumAt)));
        return bytes;
    }
}
