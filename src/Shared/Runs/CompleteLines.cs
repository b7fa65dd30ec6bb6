namespace Distillery.Shared.Runs;

/// <summary>The lines of a file that may still be growing, as bytes.</summary>
public static class CompleteLines
{
    private const int FirstBufferBytes = 64 * 1024;
    private const byte LineEnd = (byte)'\n';

    /// <summary>The lines that have their end, without it, each valid until the next is asked for.</summary>
    /// <param name="stream">Read from where it stands; not disposed.</param>
    public static IEnumerable<ReadOnlyMemory<byte>> Of(Stream stream)
    {
        byte[] buffer = new byte[FirstBufferBytes];
        int filled = 0;
        while (stream.Read(buffer, filled, buffer.Length - filled) is int read and > 0)
        {
            filled += read;
            int start = 0;
            while (Array.IndexOf(buffer, LineEnd, start, filled - start) is int end and >= 0)
            {
                yield return buffer.AsMemory(start, end - start);
                start = end + 1;
            }
            filled -= start;
            Buffer.BlockCopy(buffer, start, buffer, 0, filled);
            if (filled == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        }
    }
}
