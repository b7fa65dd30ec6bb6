namespace Distillery.Shared.Runs;

/// <summary>The real disk.</summary>
public sealed class FileOperations : IFileOperations
{
    // Larger pieces, such as weights, pass it by. A buffer of 85,000 bytes or more would be a large object to .NET, which
    // collects those only after hundreds of megabytes of them.
    private const int BufferBytes = 64 * 1024;

    private FileOperations()
    {
    }

    public static FileOperations Instance { get; } = new();

    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    public void WriteFile(string path, Action<Stream> write)
    {
        using FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes);
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    public void Rename(string source, string target) => PosixFiles.Rename(source, target);

    public void CreateSymbolicLink(string path, string target) => File.CreateSymbolicLink(path, target);

    public void DeleteFile(string path) => File.Delete(path);

    public void DeleteDirectory(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }

    public void SyncDirectory(string path) => PosixFiles.SyncDirectory(path);
}
