using System.Security.Cryptography;

namespace Distillery.Shared.Runs;

/// <summary>Finds and verifies checkpoints. It changes nothing, so it may look into a run that is going on.</summary>
public static class CheckpointReader
{
    /// <summary>The newest complete checkpoint whose files are all sound; null when there is no checkpoint.</summary>
    /// <param name="checkpointsPath">The run's <c>checkpoints</c> folder, which need not exist.</param>
    /// <param name="warn">Gets one sentence for each checkpoint that was passed over.</param>
    /// <param name="recordedSteps">Later ones are passed over like damaged ones.</param>
    /// <exception cref="UserErrorException">There are checkpoints, and none can be used: to begin again without a word would
    /// throw the run away.</exception>
    public static Checkpoint? FindLatest(string checkpointsPath, Action<string> warn, long recordedSteps = long.MaxValue)
    {
        IReadOnlyList<long> steps = CheckpointNames.StepsIn(checkpointsPath);
        foreach (long step in steps)
        {
            string folderPath = Path.Combine(checkpointsPath, CheckpointNames.OfStep(step));
            if (step > recordedSteps)
            {
                warn($"The checkpoint {folderPath} is passed over: the record of steps ends at {recordedSteps}.");
                continue;
            }
            (Checkpoint? checkpoint, string? problem) = Verify(folderPath);
            if (checkpoint is not null) return checkpoint;
            warn($"The checkpoint {folderPath} is damaged and passed over: {problem}.");
        }
        if (steps.Count == 0) return null;
        throw new UserErrorException(
            $"every checkpoint in {checkpointsPath} is damaged, or later than the record of steps",
            "Bring a sound copy of the run folder back, or delete that folder to begin the run again.");
    }

    /// <summary>Verifies the checkpoint of a step.</summary>
    /// <exception cref="UserErrorException">It is missing, incomplete or damaged.</exception>
    public static Checkpoint OpenStep(string checkpointsPath, long step) =>
        Open(Path.Combine(checkpointsPath, CheckpointNames.OfStep(step)));

    /// <summary>Verifies one checkpoint by its folder, which may be a link such as <c>latest</c>.</summary>
    /// <exception cref="UserErrorException">The folder is missing, incomplete or damaged.</exception>
    public static Checkpoint Open(string folderPath)
    {
        if (!Directory.Exists(folderPath))
        {
            throw new UserErrorException(
                $"there is no checkpoint {folderPath}", "Look into the run's checkpoints folder.");
        }
        (Checkpoint? checkpoint, string? problem) = Verify(folderPath);
        return checkpoint ?? throw new UserErrorException(
            $"the checkpoint {folderPath} is damaged: {problem}", "Use another checkpoint of the run.");
    }

    /// <summary>Whether DONE stands and every file has its length: a glance, without reading the weights.</summary>
    internal static bool LooksComplete(string folderPath)
    {
        (CheckpointManifest? manifest, _) = CheckpointManifest.Read(folderPath);
        return manifest is not null && manifest.Files.All(file => FindLengthProblem(folderPath, file) is null);
    }

    private static (Checkpoint? Checkpoint, string? Problem) Verify(string folderPath)
    {
        (CheckpointManifest? manifest, string? problem) = CheckpointManifest.Read(folderPath);
        if (manifest is null) return (null, problem);
        if (CheckpointNames.StepOf(Path.GetFileName(folderPath)) is { } step && step != manifest.Step)
        {
            return (null, $"its DONE file is of step {manifest.Step}");
        }
        problem = manifest.Files
            .Select(file => FindLengthProblem(folderPath, file) ?? FindChecksumProblem(folderPath, file))
            .FirstOrDefault(found => found is not null);
        if (problem is not null) return (null, problem);
        return (new Checkpoint(manifest.Step, folderPath, [.. manifest.Files.Select(file => file.Name)]), null);
    }

    private static string? FindLengthProblem(string folderPath, CheckpointManifestFile file)
    {
        FileInfo info = new(Path.Combine(folderPath, file.Name));
        if (!info.Exists) return $"{file.Name} is missing";
        return info.Length == file.Bytes ? null : $"{file.Name} has {info.Length} bytes instead of {file.Bytes}";
    }

    private static string? FindChecksumProblem(string folderPath, CheckpointManifestFile file)
    {
        try
        {
            using FileStream stream = File.OpenRead(Path.Combine(folderPath, file.Name));
            bool isSound = Convert.ToHexStringLower(SHA256.HashData(stream)) == file.Sha256;
            return isSound ? null : $"{file.Name} has another checksum than DONE states";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{file.Name} cannot be read: {exception.Message}"; // A failing disk: an older copy may do.
        }
    }
}
