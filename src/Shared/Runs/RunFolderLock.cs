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
    private readonly string _ownerPath;
    private readonly string _owner;

    private RunFolderLock(FileStream stream, string ownerPath, string owner) =>
        (_stream, _ownerPath, _owner) = (stream, ownerPath, owner);

    /// <exception cref="UserErrorException">Another process holds the folder; the message says which.</exception>
    internal static RunFolderLock Acquire(string folder) => TryAcquire(folder) ?? throw new UserErrorException(
        $"the run folder {folder} is in use by {OwnerOf(folder)}",
        "Wait for that run to end or stop it, or give this run a folder of its own with --run-dir.");

    /// <summary>Null while another process, or another lock of this one, holds the folder.</summary>
    internal static RunFolderLock? TryAcquire(string folder)
    {
        string ownerPath = Path.Combine(folder, OwnerFileName);
        if (TryOpenExclusively(folder) is not { } stream) return null;
        try
        {
            // The second line is this lock's alone, so that a holder can tell that its file was replaced.
            string owner = $"process {Environment.ProcessId} on {Environment.MachineName}\n{Guid.NewGuid():N}\n";
            AtomicFile.WriteAllText(ownerPath, owner);
            return new RunFolderLock(stream, ownerPath, owner);
        }
        catch (Exception)
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Who holds or last held the folder, in words.</summary>
    internal static string OwnerOf(string folder)
    {
        string path = Path.Combine(folder, OwnerFileName);
        return File.Exists(path) ? File.ReadLines(path).FirstOrDefault("another process") : "another process";
    }

    /// <summary>Whether the folder is still this lock's: somebody who removes the lock file, or the folder, takes it away.</summary>
    internal bool IsHeld()
    {
        try
        {
            return File.Exists(_stream.Name) && File.ReadAllText(_ownerPath) == _owner;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // A folder that cannot be read is no place to write a run to.
        }
    }

    public void Dispose() => _stream.Dispose();

    private static FileStream? TryOpenExclusively(string folder)
    {
        string lockPath = Path.Combine(folder, LockFileName);
        try
        {
            return new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.HResult == WouldBlock)
        {
            return null;
        }
        catch (IOException exception) when (DiskFullException.Explains(exception))
        {
            throw new DiskFullException(lockPath, exception);
        }
    }
}
