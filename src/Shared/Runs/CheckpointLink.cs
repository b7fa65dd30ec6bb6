namespace Distillery.Shared.Runs;

/// <summary>A name such as <c>latest</c> that leads to one checkpoint: a relative symbolic link, moved by an atomic
/// rename, so that it never dangles and the folder can be copied elsewhere.</summary>
/// <remarks>Some file systems have no symbolic links (FAT, some network shares). There the name is a small text file
/// that holds the folder's name; both forms are read.</remarks>
internal static class CheckpointLink
{
    internal static void Point(string checkpointsPath, string name, long step, IFileOperations files)
    {
        string link = Path.Combine(checkpointsPath, name);
        string temporary = Path.Combine(checkpointsPath, CheckpointNames.WritingPrefix + name);
        string target = CheckpointNames.OfStep(step);
        files.DeleteFile(temporary);
        try
        {
            files.CreateSymbolicLink(temporary, target);
        }
        catch (Exception exception) when (IsUnsupported(exception))
        {
            files.WriteFile(temporary, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(target + "\n")));
        }
        files.Rename(temporary, link);
        files.SyncDirectory(checkpointsPath);
    }

    /// <summary>The step that the name leads to; null when there is no such name or it is not readable.</summary>
    internal static long? Read(string checkpointsPath, string name)
    {
        FileInfo link = new(Path.Combine(checkpointsPath, name));
        if (link.LinkTarget is { } target) return CheckpointNames.StepOf(Path.GetFileName(target));
        return link.Exists ? CheckpointNames.StepOf(File.ReadAllText(link.FullName).Trim()) : null;
    }

    private static bool IsUnsupported(Exception exception)
    {
        const int notPermitted = 1;  // EPERM, what Linux says for FAT; .NET tells it as UnauthorizedAccessException.
        const int notSupported = 95; // EOPNOTSUPP
        return exception is UnauthorizedAccessException || exception.HResult is notPermitted or notSupported;
    }
}
