using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Runs;

/// <summary>The real disk, until one operation. Writing half of a piece counts as an operation, and so does flushing a
/// file; then either every later operation fails too, as after a crash, or only that one did, as on a full disk.
/// </summary>
/// <remarks>It does not wait for the disk, which would make hundreds of writes slow and change nothing here.</remarks>
internal sealed class FailingFiles(int failAtOperation, bool staysDown) : IFileOperations
{
    private const int NoSpace = 28;

    private int _operation;

    /// <summary>A disk that never fails.</summary>
    internal static FailingFiles Never() => new(int.MaxValue, staysDown: false);

    internal List<string> Log { get; } = [];

    public void CreateDirectory(string path) => Do("create", path, () => FileOperations.Instance.CreateDirectory(path));

    public void WriteFile(string path, Action<Stream> write)
    {
        Check();
        using (FileStream stream = new(path, FileMode.Create))
        {
            using HalvingStream halving = new(stream, Check);
            write(halving);
            Check();
        }
        Note("write", path);
    }

    public void Rename(string source, string target) =>
        Do("rename", target, () => FileOperations.Instance.Rename(source, target));

    public void CreateSymbolicLink(string path, string target) =>
        Do("link", path, () => FileOperations.Instance.CreateSymbolicLink(path, target));

    public void DeleteFile(string path) => Do("delete", path, () => FileOperations.Instance.DeleteFile(path));

    public void DeleteDirectory(string path) => Do("delete", path, () => FileOperations.Instance.DeleteDirectory(path));

    public void SyncDirectory(string path) => Do("sync", path, () => { });

    private void Do(string name, string path, Action operation)
    {
        Check();
        operation();
        Note(name, path);
    }

    private void Check()
    {
        _operation++;
        bool fails = staysDown ? _operation >= failAtOperation : _operation == failAtOperation;
        if (fails) throw new IOException("No space left on device", NoSpace);
    }

    private void Note(string name, string path) => Log.Add($"{name} {Path.GetFileName(path)}");
}
