namespace Distillery.Shared.Runs;

/// <summary>One process at a time writes to a run folder. The system releases the lock when the process ends, however
/// it ends, so a crash leaves nothing to clear up.</summary>
/// <remarks>The lock is an exclusive open of the lock file, which .NET maps to flock; the owner stands in a second
/// file because nobody else can open the first. A stale owner file is harmless: only the lock counts.</remarks>
internal sealed class RunFolderLock : IDisposable
{
    internal const string LockFileName = ".lock";
    internal const string OwnerFileName = ".owner";

    private const int WouldBlock = 11; // EAGAIN, which flock gives when another process holds the lock

    private readonly FileStream _stream;

    private RunFolderLock(FileStream stream) => _stream = stream;

    /// <exception cref="UserErrorException">Another process holds the folder; the message says which.</exception>
    internal static RunFolderLock Acquire(string folder)
    {
        string ownerPath = Path.Combine(folder, OwnerFileName);
        FileStream stream = OpenExclusively(folder, ownerPath);
        try
        {
            AtomicFile.WriteAllText(ownerPath, $"process {Environment.ProcessId} on {Environment.MachineName}\n");
        }
        catch (Exception)
        {
            stream.Dispose();
            throw;
        }
        return new RunFolderLock(stream);
    }

    public void Dispose() => _stream.Dispose();

    private static FileStream OpenExclusively(string folder, string ownerPath)
    {
        string lockPath = Path.Combine(folder, LockFileName);
        try
        {
            return new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.HResult == WouldBlock)
        {
            string owner = File.Exists(ownerPath) ? File.ReadAllText(ownerPath).Trim() : "another process";
            throw new UserErrorException(
                $"the run folder {folder} is in use by {owner}",
                "Wait for that run to end or stop it, or give this run a folder of its own with --run-dir.",
                exception);
        }
        catch (IOException exception) when (DiskFullException.Explains(exception))
        {
            throw new DiskFullException(lockPath, exception);
        }
    }
}
