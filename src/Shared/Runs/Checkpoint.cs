namespace Distillery.Shared.Runs;

/// <summary>A complete checkpoint whose every file had the right length and checksum when it was found.</summary>
/// <param name="Step">The number of steps that the saved weights have behind them.</param>
/// <param name="FolderPath">The folder that holds the files.</param>
/// <param name="FileNames">The files that were verified, in the order in which they were written.</param>
public sealed record Checkpoint(long Step, string FolderPath, IReadOnlyList<string> FileNames)
{
    /// <summary>The path of one of the checkpoint's files.</summary>
    /// <exception cref="UserErrorException">The checkpoint has no such file.</exception>
    public string PathOf(string fileName)
    {
        if (FileNames.Contains(fileName, StringComparer.Ordinal)) return Path.Combine(FolderPath, fileName);
        throw new UserErrorException(
            $"the checkpoint {FolderPath} has no {fileName}; it has {string.Join(", ", FileNames)}",
            "Use a checkpoint that this version of distill has written.");
    }
}
