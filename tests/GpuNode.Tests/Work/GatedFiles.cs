using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Tests.Work;

/// <summary>A disk that begins to write each folder only when it is let.</summary>
internal sealed class GatedFiles : IFileOperations, IDisposable
{
    private readonly IFileOperations _disk = FileOperations.Instance;
    private readonly SemaphoreSlim _began = new(0);
    private readonly SemaphoreSlim _permits = new(0);

    /// <summary>Whether the disk is full.</summary>
    internal volatile bool IsFull;

    /// <summary>Returns when the next folder is about to be written.</summary>
    internal void WaitUntilBegun() => Assert.True(_began.Wait(TimeSpan.FromMinutes(2)), "nothing is written");

    /// <summary>Lets so many folders be written.</summary>
    internal void Permit(int count) => _permits.Release(count);

    public void CreateDirectory(string path)
    {
        if (Path.GetFileName(path).StartsWith('.'))
        {
            _began.Release();
            _permits.Wait();
        }
        if (IsFull) throw new DiskFullException(path, new IOException("no space left"));
        _disk.CreateDirectory(path);
    }

    public void WriteFile(string path, Action<Stream> write) => _disk.WriteFile(path, write);

    public void Rename(string source, string target) => _disk.Rename(source, target);

    public void CreateSymbolicLink(string path, string target) => _disk.CreateSymbolicLink(path, target);

    public void DeleteFile(string path) => _disk.DeleteFile(path);

    public void DeleteDirectory(string path) => _disk.DeleteDirectory(path);

    public void SyncDirectory(string path) => _disk.SyncDirectory(path);

    public void Dispose()
    {
        _began.Dispose();
        _permits.Dispose();
    }
}
