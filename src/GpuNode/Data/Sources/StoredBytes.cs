using Distillery.GpuNode.Data.Augmentation;
using Distillery.Shared;
using Microsoft.Win32.SafeHandles;

namespace Distillery.GpuNode.Data.Sources;

/// <summary>Reads from files by position. What the storage refuses is an error of the machine and ends the run; it is never taken
/// for a damaged image, for then the result would depend on the machine.</summary>
internal static class StoredBytes
{
    /// <summary>An encoded image larger than this is not one.</summary>
    internal const int MaximumBytes = 1 << 28;

    /// <exception cref="UserErrorException">The file is missing or cannot be read.</exception>
    internal static ReadOnlySpan<byte> Read(string path, EncodedBuffer buffer)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path);
            long length = RandomAccess.GetLength(file);
            if (length > MaximumBytes) return [];
            Span<byte> bytes = buffer.Reserve((int)length);
            ReadExactly(file, bytes, 0, path);
            return bytes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, error);
        }
    }

    /// <exception cref="UserErrorException">The bytes are not there, or cannot be read.</exception>
    internal static void ReadExactly(SafeFileHandle file, Span<byte> bytes, long offset, string path)
    {
        try
        {
            int count = 0;
            while (count < bytes.Length)
            {
                int read = RandomAccess.Read(file, bytes[count..], offset + count);
                if (read == 0)
                {
                    throw new UserErrorException(
                        $"{path} ends at {offset + count} bytes, where {offset + bytes.Length} are expected: it has changed since it was listed",
                        "Leave the data as they are while a run reads them; bring the file back, and start the run again.");
                }
                count += read;
            }
        }
        catch (IOException error)
        {
            throw Unreadable(path, error);
        }
    }

    internal static UserErrorException Unreadable(string path, Exception error) => new(
        $"{path} cannot be read: {error.Message}",
        "Check the disk or network that it lies on, and start the run again: it goes on from its last checkpoint.", error);
}
