using System.Buffers.Binary;
using Distillery.Shared;
using Distillery.Shared.Runs;
using Microsoft.Win32.SafeHandles;

namespace Distillery.GpuNode.Teacher.Answers;

/// <summary>One append-only file of answers: a header, then records of one length, each sample 4, view 4, answer, CRC-32C 4. A
/// record counts when its checksum is right, so that a crash in the middle of one costs that one.</summary>
internal sealed class AnswerFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly AnswerLayout _layout;

    private AnswerFile(string path, SafeFileHandle file, AnswerLayout layout) =>
        (Path, _file, _layout, RecordBytes) = (path, file, layout, sizeof(int) + sizeof(int) + layout.ByteCount + sizeof(uint));

    internal string Path { get; }

    internal int RecordBytes { get; }

    /// <summary>Whole records that are there now.</summary>
    internal long RecordCount => Math.Max(0, RandomAccess.GetLength(_file) - AnswerFileHeader.ByteCount) / RecordBytes;

    /// <param name="isOwn">Open for writing: made if it is missing, and cut where a crash left part of a record.</param>
    /// <exception cref="UserErrorException">It is no file of these answers.</exception>
    /// <exception cref="DiskFullException">No room for a new one.</exception>
    internal static AnswerFile Open(string path, ulong key, AnswerLayout layout, bool isOwn)
    {
        SafeFileHandle handle = isOwn
            ? File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite)
            : File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        AnswerFile file = new(path, handle, layout);
        try
        {
            byte[] expected = AnswerFileHeader.Of(key, layout), found = new byte[expected.Length];
            bool isBegun = RandomAccess.GetLength(handle) >= expected.Length;
            if (isBegun && (RandomAccess.Read(handle, found, 0) < found.Length || !found.AsSpan().SequenceEqual(expected)))
                throw new UserErrorException($"{path} is no file of these answers, or is damaged", "Move it away; its answers are asked again.");
            if (!isBegun && isOwn) DiskFullException.Guard(path, () => RandomAccess.Write(handle, expected, 0));
            if (isOwn) RandomAccess.SetLength(handle, file.OffsetOf(file.RecordCount));
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The samples and views of records, in order; those that are damaged are not among them.</summary>
    internal IEnumerable<(int Sample, int View, long Record, bool IsSound)> Scan(long first)
    {
        const int PieceBytes = 1 << 20;
        int perPiece = Math.Max(1, PieceBytes / RecordBytes);
        byte[] piece = new byte[perPiece * RecordBytes];
        for (long record = first, end = RecordCount; record < end; record += perPiece)
        {
            int count = (int)Math.Min(perPiece, end - record);
            int read = RandomAccess.Read(_file, piece.AsSpan(0, count * RecordBytes), OffsetOf(record));
            for (int i = 0; i < read / RecordBytes; i++)
            {
                ReadOnlyMemory<byte> bytes = piece.AsMemory(i * RecordBytes, RecordBytes);
                (int sample, int view) = KeyOf(bytes.Span);
                yield return (sample, view, record + i, IsSound(bytes.Span));
            }
        }
    }

    /// <returns>False when the record is not sound, or is another one's.</returns>
    internal bool TryRead(long record, int sample, int view, Span<float> logits)
    {
        byte[] bytes = new byte[RecordBytes];
        if (RandomAccess.Read(_file, bytes, OffsetOf(record)) < bytes.Length) return false;
        return IsSound(bytes) && KeyOf(bytes) == (sample, view)
            && _layout.TryRead(bytes.AsSpan(2 * sizeof(int), _layout.ByteCount), logits);
    }

    /// <summary>Writes a record over a damaged one, or behind the last one.</summary>
    /// <exception cref="DiskFullException">No room; what part of it was written is no whole record.</exception>
    internal void Write(long record, int sample, int view, ReadOnlySpan<float> logits)
    {
        byte[] bytes = new byte[RecordBytes];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, sample);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(sizeof(int)), view);
        _layout.Write(logits, bytes.AsSpan(2 * sizeof(int), _layout.ByteCount));
        int end = RecordBytes - sizeof(uint);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(end), MaskedCrc32C.Crc32C(bytes.AsSpan(0, end)));
        DiskFullException.Guard(Path, () => RandomAccess.Write(_file, bytes, OffsetOf(record)));
    }

    public void Dispose() => _file.Dispose();

    private long OffsetOf(long record) => AnswerFileHeader.ByteCount + (record * RecordBytes);

    private static (int Sample, int View) KeyOf(ReadOnlySpan<byte> bytes) =>
        (BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[sizeof(int)..]));

    private static bool IsSound(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.Length - sizeof(uint);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[end..]) == MaskedCrc32C.Crc32C(bytes[..end]);
    }
}
