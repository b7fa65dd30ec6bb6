namespace Distillery.Shared.Runs;

/// <summary>Writes a checkpoint into a hidden folder beside the others, file by file, each flushed to the disk, DONE last.
/// It is none yet: <see cref="CheckpointStore.Publish"/> makes it one, perhaps from another process.</summary>
public static class PendingCheckpoint
{
    /// <param name="checkpointsPath">The run's <c>checkpoints</c> folder; created if need be.</param>
    /// <param name="step">The number of steps taken, 0 or more.</param>
    /// <param name="writer">Letters, digits, '-', '_' and '.' that no other writer has, such as a node's name.</param>
    /// <param name="parts">The files, written in this order.</param>
    /// <returns>The folder's name.</returns>
    /// <exception cref="DiskFullException">No room; nothing of the attempt is left.</exception>
    /// <exception cref="IOException">Any other failure of the disk, with the same promise.</exception>
    public static string Write(
        string checkpointsPath, long step, string writer, IReadOnlyList<CheckpointPart> parts, IFileOperations? files = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        RequirePlainNames(parts);
        files ??= FileOperations.Instance;
        string root = Path.GetFullPath(checkpointsPath);
        string name = CheckpointNames.OfPending(step, writer);
        string folder = Path.Combine(root, name);
        try
        {
            DiskFullException.Guard(
                Path.Combine(root, CheckpointNames.OfStep(step)), () => Fill(root, folder, step, parts, files));
        }
        catch (Exception)
        {
            BestEffort.Run(() => files.DeleteDirectory(folder));
            throw;
        }
        return name;
    }

    private static void Fill(
        string root, string folder, long step, IReadOnlyList<CheckpointPart> parts, IFileOperations files)
    {
        files.CreateDirectory(root);
        files.SyncDirectory(Path.GetDirectoryName(root)!);
        files.DeleteDirectory(folder);
        files.CreateDirectory(folder);
        List<CheckpointManifestFile> written = [];
        foreach (CheckpointPart part in parts) written.Add(WritePart(folder, part, files));
        byte[] manifest = CheckpointManifest.ToJson(step, written);
        files.WriteFile(Path.Combine(folder, CheckpointManifest.FileName), stream => stream.Write(manifest));
        files.SyncDirectory(folder);
    }

    private static CheckpointManifestFile WritePart(string folder, CheckpointPart part, IFileOperations files)
    {
        CheckpointManifestFile? written = null;
        files.WriteFile(Path.Combine(folder, part.FileName), stream =>
        {
            using HashingStream hashing = new(stream);
            part.Write(hashing);
            written = new CheckpointManifestFile(part.FileName, hashing.Length, hashing.TakeSha256());
        });
        return written!;
    }

    private static void RequirePlainNames(IReadOnlyList<CheckpointPart> parts)
    {
        HashSet<string> names = [CheckpointManifest.FileName];
        foreach (CheckpointPart part in parts)
        {
            bool isPlain = part.FileName.Length > 0 && part.FileName == Path.GetFileName(part.FileName);
            if (isPlain && names.Add(part.FileName)) continue;
            throw new ArgumentException($"a checkpoint cannot have a file {part.FileName} here", nameof(parts));
        }
    }
}
