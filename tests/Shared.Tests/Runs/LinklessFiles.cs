using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Runs;

/// <summary>A disk without symbolic links, such as FAT.</summary>
internal sealed class LinklessFiles : IFileOperations
{
    public void CreateDirectory(string path) => FileOperations.Instance.CreateDirectory(path);
    public void WriteFile(string path, Action<Stream> write) => FileOperations.Instance.WriteFile(path, write);
    public void Rename(string source, string target) => FileOperations.Instance.Rename(source, target);
    public void CreateSymbolicLink(string path, string target) => throw new UnauthorizedAccessException("EPERM");
    public void DeleteFile(string path) => FileOperations.Instance.DeleteFile(path);
    public void DeleteDirectory(string path) => FileOperations.Instance.DeleteDirectory(path);
    public void SyncDirectory(string path) => FileOperations.Instance.SyncDirectory(path);
}
