namespace Distillery.Coordinator.Tests.Record;

/// <summary>A disk that takes so many bytes more, and half of a write that does not fit.</summary>
internal sealed class FullDisk
{
    internal long RoomBytes { get; set; } = long.MaxValue;

    internal bool RefusesFlush { get; set; }

    internal Stream Around(Stream stream) => new Limited(this, stream);

    private static IOException NoSpace() => new("No space left on device", 28);

    private sealed class Limited(FullDisk disk, Stream inner) : Stream
    {
        public override bool CanRead => inner.CanRead;
        public override bool CanSeek => true;
        public override bool CanWrite => true;
        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => inner.Position = value;
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (buffer.Length > disk.RoomBytes)
            {
                inner.Write(buffer[..(buffer.Length / 2)]);
                throw NoSpace();
            }
            if (disk.RoomBytes != long.MaxValue) disk.RoomBytes -= buffer.Length;
            inner.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
            if (disk.RefusesFlush) throw NoSpace();
            inner.Flush();
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => inner.SetLength(value);

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
