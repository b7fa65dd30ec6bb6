namespace Distillery.Shared.Runs;

/// <summary>There is no room left for a file of the run. The run fails (exit code 1); what was saved before is still
/// whole, so the same command resumes once there is room.</summary>
/// <param name="path">The file or folder that could not be written.</param>
/// <param name="inner">The system's error.</param>
public sealed class DiskFullException(string path, IOException inner)
    : IOException($"the disk is full: {path} could not be written", inner)
{
    private const int NoSpace = 28;         // ENOSPC
    private const int QuotaExceeded = 122;  // EDQUOT: full for this user
    private const int DiskFullCode = unchecked((int)0x80070070); // .NET's own, when it reserves room ahead

    public string Path { get; } = path;

    /// <summary>What the person should do next, as a full sentence.</summary>
    public string NextStep { get; } =
        "Free some space or lower checkpoint.keep, then run the same command again: it resumes.";

    /// <summary>Whether the system's error says that no space is left.</summary>
    public static bool Explains(IOException exception) =>
        exception is not DiskFullException && exception.HResult is NoSpace or QuotaExceeded or DiskFullCode;

    /// <summary>Runs <paramref name="body"/>, and names <paramref name="path"/> where it fails for want of space.
    /// </summary>
    /// <exception cref="DiskFullException">The body met a full disk.</exception>
    public static void Guard(string path, Action body)
    {
        try
        {
            body();
        }
        catch (IOException exception) when (Explains(exception))
        {
            throw new DiskFullException(path, exception);
        }
    }
}
