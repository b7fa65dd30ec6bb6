namespace Distillery.Shared.Runs;

/// <summary>The few operations on files that a durable run folder is made of. Each either takes effect or throws an
/// <see cref="IOException"/>; nothing else in this folder changes the disk.</summary>
/// <remarks>It stands between the run folder and the disk so that tests can stop the process, or fill the disk,
/// between any two operations and in the middle of a file.</remarks>
public interface IFileOperations
{
    void CreateDirectory(string path);

    /// <summary>Creates the file, or empties it, lets <paramref name="write"/> fill it, and returns when the bytes
    /// are on the disk and not only in the system's cache.</summary>
    void WriteFile(string path, Action<Stream> write);

    /// <summary>Renames a file, a symbolic link or a folder in one atomic step. A file or link at the target is
    /// replaced; a folder at the target must be empty.</summary>
    void Rename(string source, string target);

    /// <summary>Creates a symbolic link at <paramref name="path"/>, where nothing may be yet.</summary>
    /// <param name="path">Where the link is to stand.</param>
    /// <param name="target">What it points to, relative to the folder that holds it.</param>
    void CreateSymbolicLink(string path, string target);

    /// <summary>Deletes a file or a symbolic link, if there is one.</summary>
    void DeleteFile(string path);

    /// <summary>Deletes a folder with all that is in it, if there is one.</summary>
    void DeleteDirectory(string path);

    /// <summary>Returns when the names in a folder are on the disk: a rename then survives a power cut.</summary>
    void SyncDirectory(string path);
}
