using Distillery.GpuNode.Training;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Evaluation;

/// <summary>The weights of a run, found by its folder or by one of its checkpoints: the moving average where there is
/// one, the student's own otherwise.</summary>
/// <param name="Config">What the run was started with; null where a lone checkpoint has no run around it.</param>
/// <param name="WeightsPath">A safetensors file.</param>
/// <param name="Step">The steps that the weights have behind them.</param>
internal sealed record SavedStudent(RunConfig? Config, string WeightsPath, long Step, bool IsAverage)
{
    private const string Done = "DONE";

    /// <param name="overrides">What <c>--set</c> changes in the run's configuration.</param>
    /// <param name="warn">Gets a sentence for each damaged checkpoint that is passed over.</param>
    /// <exception cref="UserErrorException">There is no run or checkpoint, or no sound one.</exception>
    internal static SavedStudent Find(string path, IReadOnlyList<string> overrides, Action<string> warn)
    {
        string fullPath = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return File.Exists(Path.Combine(fullPath, Done))
            ? OfCheckpoint(fullPath, overrides)
            : OfRun(fullPath, overrides, warn);
    }

    private static SavedStudent OfCheckpoint(string folderPath, IReadOnlyList<string> overrides)
    {
        string? run = Path.GetDirectoryName(Path.GetDirectoryName(folderPath));
        RunConfig? config = run is not null && RunFolder.IsRunFolder(run)
            ? ConfigOf(RunFolder.OpenForReading(run), overrides)
            : null;
        return Of(config, CheckpointReader.Open(folderPath));
    }

    private static SavedStudent OfRun(string folderPath, IReadOnlyList<string> overrides, Action<string> warn)
    {
        RefuseFolderOfSeveralRuns(folderPath);
        RunFolder folder = RunFolder.OpenForReading(folderPath);
        Checkpoint checkpoint = CheckpointReader.FindLatest(folder.CheckpointsPath, warn)
            ?? throw new UserErrorException(
                $"the run in {folder.FullPath} has no checkpoint yet",
                "Let it come to its first one, or run it again.");
        return Of(ConfigOf(folder, overrides), checkpoint);
    }

    private static SavedStudent Of(RunConfig? config, Checkpoint checkpoint)
    {
        bool isAverage = checkpoint.FileNames.Contains(CheckpointFiles.Average);
        string path = checkpoint.PathOf(isAverage ? CheckpointFiles.Average : CheckpointFiles.Student);
        return new SavedStudent(config, path, checkpoint.Step, isAverage);
    }

    private static RunConfig? ConfigOf(RunFolder folder, IReadOnlyList<string> overrides) =>
        File.Exists(folder.ConfigPath) ? ConfigLoader.Load(folder.ConfigPath, overrides) : null;

    private static void RefuseFolderOfSeveralRuns(string folderPath)
    {
        if (!Directory.Exists(folderPath) || RunFolder.IsRunFolder(folderPath)) return;
        string[] runs =
        [
            .. Directory.EnumerateDirectories(folderPath).Where(RunFolder.IsRunFolder).Order(StringComparer.Ordinal),
        ];
        if (runs.Length == 0) return;
        throw new UserErrorException(
            $"{folderPath} holds {runs.Length} runs: {string.Join(", ", runs.Select(Path.GetFileName))}",
            $"Name one of them, such as {runs[0]}.");
    }
}
