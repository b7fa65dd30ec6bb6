using Distillery.Shared;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Runs;

/// <summary>One method of a request, and the folder that its run has.</summary>
/// <param name="Config">With this method alone.</param>
internal sealed record MethodRun(RunConfig Config, string FolderPath)
{
    /// <summary>A single method has the run folder itself, several have one each within it, by label.</summary>
    /// <exception cref="UserErrorException">A folder holds a run of another configuration.</exception>
    internal static IReadOnlyList<MethodRun> Plan(RunConfig config, string runDirectory)
    {
        bool isSingle = config.Methods.Count == 1;
        if (!isSingle) RefuseFolderOfOneRun(runDirectory);
        MethodRun[] runs =
        [
            .. config.Methods.Select((method, index) => new MethodRun(
                config.ForMethod(index), isSingle ? runDirectory : Path.Combine(runDirectory, method.Label))),
        ];
        foreach (MethodRun run in runs) run.RequireSameConfiguration(); // All of them before the first one trains.
        return runs;
    }

    /// <summary>Locks the folder for this process.</summary>
    /// <exception cref="UserErrorException">Another process has it, or it holds a run of another
    /// configuration.</exception>
    internal RunFolder OpenFolder()
    {
        RunFolder folder = RunFolder.Open(FolderPath);
        try
        {
            RequireSameConfiguration(); // Once more, now that no other process can change it.
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The result, if this run has been completed; null otherwise.</summary>
    internal RunSummary? CompletedSummary()
    {
        if (!RunFolder.IsRunFolder(FolderPath)) return null;
        using RunFolder folder = RunFolder.OpenForReading(FolderPath);
        try
        {
            RunSummary summary = RunSummary.Read(folder.SummaryPath);
            bool isThisRun = summary.ConfigFingerprint == Config.Fingerprint;
            return isThisRun && summary.Status == RunStatus.Completed ? summary : null;
        }
        catch (UserErrorException)
        {
            return null; // Missing or damaged: going on from the newest checkpoint writes it anew.
        }
    }

    /// <exception cref="UserErrorException">The folder holds a run of another configuration.</exception>
    internal void RequireSameConfiguration()
    {
        if (!RunFolder.IsRunFolder(FolderPath)) return;
        using RunFolder folder = RunFolder.OpenForReading(FolderPath);
        if (folder.ReadConfigText() is not { } text) return; // It never came to a first step.
        IReadOnlyList<string> differences = Config.DifferencesFrom(ConfigLoader.Parse(text, folder.ConfigPath));
        if (differences.Count == 0) return;
        throw new UserErrorException(
            $"{folder.FullPath} holds a run of another configuration (its value -> the one asked for):"
            + string.Concat(differences.Select(line => $"\n  {WithoutIndex(line)}")),
            "Choose another folder with --run-dir, or restore these values.");
    }

    // The stored configuration has one method: its number there says nothing to a person.
    private static string WithoutIndex(string difference)
    {
        const string Numbered = "method.0.";
        return difference.StartsWith(Numbered, StringComparison.Ordinal)
            ? $"method.{difference[Numbered.Length..]}"
            : difference;
    }

    private static void RefuseFolderOfOneRun(string runDirectory)
    {
        if (!RunFolder.IsRunFolder(runDirectory)) return;
        throw new UserErrorException(
            $"{Path.GetFullPath(runDirectory)} holds a run of one method, and this configuration has several",
            "Choose another folder with --run-dir.");
    }
}
