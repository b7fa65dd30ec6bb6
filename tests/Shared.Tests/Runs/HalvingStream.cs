namespace Distillery.Shared.Tests.Runs;

/// <summary>Writes each piece in two halves and asks before each, so that a failure can fall into a piece.</summary>
internal sealed class HalvingStream(Stream inner, Action beforeHalf) : Stream
{
    public override bool CanRead => inner.CanRead;
    public override bool CanSeek => inner.CanSeek;
    public override bool CanWrite => true;
    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        int half = buffer.Length / 2;
        beforeHalf();
        inner.Write(buffer[..half]);
        beforeHalf();
        inner.Write(buffer[half..]);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public override void Flush() => inner.Flush();
    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);
    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);
    public override void SetLength(long value) => inner.SetLength(value);
}
