using Distillery.Shared;

namespace Distillery.GpuNode.Weights;

/// <summary>An open weights file: reads that check before they allocate, and errors that name the file.</summary>
internal sealed class WeightsInput : IDisposable
{
    private WeightsInput(string path, FileStream stream)
    {
        Path = path;
        Stream = stream;
        Length = stream.Length;
    }

    public string Path { get; }

    public FileStream Stream { get; }

    public long Length { get; }

    /// <exception cref="UserErrorException">There is no such file, or it must not be read.</exception>
    public static WeightsInput Open(string path)
    {
        try
        {
            return new WeightsInput(path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UserErrorException(
                $"Weights file '{path}' cannot be opened: {error.Message}",
                "Check the path, and that you may read the file.",
                error);
        }
    }

    /// <summary>Reads <paramref name="count"/> bytes at <paramref name="offset"/>.</summary>
    /// <param name="what">What the bytes are, for the error message.</param>
    /// <exception cref="UserErrorException">The file is shorter than that, or no array can hold the bytes.</exception>
    public byte[] Read(long offset, long count, string what)
    {
        if (offset < 0 || count < 0 || offset > Length || count > Length - offset)
            throw Damaged($"{what} needs {count} bytes at offset {offset}, and the file has {Length} bytes");
        CheckFitsArray(count, what);
        byte[] bytes = new byte[count];
        Stream.Position = offset;
        Stream.ReadExactly(bytes);
        return bytes;
    }

    /// <exception cref="UserErrorException">One .NET array cannot hold so many bytes.</exception>
    public void CheckFitsArray(long byteCount, string what)
    {
        if (byteCount > Array.MaxLength)
            throw Unusable($"{what} takes {byteCount} bytes, and the limit is {Array.MaxLength}");
    }

    /// <summary>For content that no writer of the format produces.</summary>
    public UserErrorException Damaged(string problem, Exception? inner = null) => new(
        $"Weights file '{Path}' is damaged: {problem}.",
        "Export or download the file again, and compare its size and checksum with the original's.", inner);

    /// <summary>For sound content that Distillery does not take.</summary>
    public UserErrorException Unusable(string problem) => new(
        $"Weights file '{Path}' cannot be used: {problem}.",
        "Save only the state dict: torch.save(model.state_dict(), path) or safetensors.torch.save_file.");

    public void Dispose() => Stream.Dispose();
}
