using System.IO.Compression;
using Distillery.Shared;

namespace Distillery.GpuNode.Data;

/// <summary>Reads a binary data file from front to back, plain or gzip, and names the file in every error.</summary>
internal sealed class DataFile : IDisposable
{
    private const int MaximumDeflateRatio = 1032; // Deflate codes at best 258 bytes in 2 bits.

    private readonly FileStream _file;
    private readonly Stream _content;
    private readonly string _nextStep;
    private readonly long _largestContentBytes;
    private long _position; // in bytes of the uncompressed content

    private DataFile(FileStream file, string nextStep)
    {
        bool compressed = file.Name.EndsWith(".gz", StringComparison.Ordinal);
        _file = file;
        _nextStep = nextStep;
        _content = compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
        _largestContentBytes = compressed ? file.Length * MaximumDeflateRatio : file.Length;
    }

    /// <summary>Opens the file, or explains why not.</summary>
    /// <param name="path">The file; a name that ends in ".gz" is decompressed.</param>
    /// <param name="nextStep">What a person does about a file that is missing or damaged, as a full sentence.</param>
    internal static DataFile Open(string path, string nextStep)
    {
        try
        {
            return new DataFile(File.OpenRead(path), nextStep);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserErrorException($"The data file {path} does not exist.", nextStep, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"The data file {path} cannot be read: {exception.Message}",
                "Check the file and its permissions.",
                exception);
        }
    }

    /// <summary>Fills the whole destination; a file that ends before is truncated.</summary>
    internal void Read(Span<byte> destination)
    {
        int count = ReadAtMost(destination);
        _position += count;
        if (count < destination.Length) throw Truncated(_position + destination.Length - count);
    }

    /// <summary>Refuses a file that is too small for what its header promises, before memory is taken for it.</summary>
    internal void RequireRoomFor(long contentBytes)
    {
        if (_position + contentBytes > _largestContentBytes) throw Truncated(_position + contentBytes);
    }

    /// <summary>Refuses bytes after the last one that was read.</summary>
    internal void RequireEnd()
    {
        Span<byte> next = stackalloc byte[1];
        if (ReadAtMost(next) != 0) throw Damaged($"has additional bytes after its {_position} bytes of data");
    }

    /// <summary>The error for content that is not as it should be; <paramref name="what"/> continues the file's
    /// name.</summary>
    internal UserErrorException Damaged(string what, Exception? inner = null) =>
        new($"The data file {_file.Name} {what}.", _nextStep, inner);

    public void Dispose()
    {
        _content.Dispose();
        _file.Dispose();
    }

    private int ReadAtMost(Span<byte> destination)
    {
        try
        {
            return _content.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException exception)
        {
            throw Damaged($"is truncated or not a valid gzip file ({exception.Message.TrimEnd('.')})", exception);
        }
        catch (IOException exception)
        {
            throw Damaged($"cannot be read ({exception.Message.TrimEnd('.')})", exception);
        }
    }

    private UserErrorException Truncated(long expectedBytes) =>
        Damaged($"is truncated: at least {expectedBytes} bytes of content are expected");
}
