namespace Distillery.Shared.Runs;

/// <summary>The real disk.</summary>
public sealed class FileOperations : IFileOperations
{
    private const int BufferBytes = 1 << 20; // Weights come in large pieces; fewer system calls than the default 4 KiB.

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
