using System.Text;

namespace Distillery.Shared.Runs;

/// <summary>Replaces a file so that a reader, or the next process after a crash, sees the old content or the new and
/// never a part.</summary>
public static class AtomicFile
{
    private const string TemporarySuffix = ".writing";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <exception cref="DiskFullException">No room; the old content is still there.</exception>
    public static void WriteAllText(string path, string text, IFileOperations? files = null) =>
        Write(path, stream => stream.Write(Utf8.GetBytes(text)), files);

    /// <summary>Writes beside the file, flushes to the disk, renames over the file and syncs the folder.</summary>
    /// <remarks>The temporary name is fixed, so a crash leaves at most one such file and the next write reuses it;
    /// two writers of one path must exclude each other, as the run folder's lock does.</remarks>
    /// <exception cref="DiskFullException">No room; the old content is still there.</exception>
    public static void Write(string path, Action<Stream> write, IFileOperations? files = null)
    {
        files ??= FileOperations.Instance;
        string fullPath = Path.GetFullPath(path);
        string temporary = fullPath + TemporarySuffix;
        try
        {
            DiskFullException.Guard(fullPath, () =>
            {
                files.WriteFile(temporary, write);
                files.Rename(temporary, fullPath);
                files.SyncDirectory(Path.GetDirectoryName(fullPath)!);
            });
        }
        catch (Exception)
        {
            BestEffort.Run(() => files.DeleteFile(temporary));
            throw;
        }
    }
}
