using Distillery.Coordinator.History;
using Distillery.Coordinator.Http.Documents;
using Distillery.Coordinator.Record;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Report;

/// <summary>What there is to report of one run.</summary>
/// <param name="Label">The method; with the seed or the folder where others have the same.</param>
/// <param name="Summary">Null before the first evaluation.</param>
/// <param name="Configuration">As the folder holds it.</param>
/// <param name="Events">The last ones, oldest first.</param>
internal sealed record ReportedRun(
    string Folder, string Label, string Name, long Seed, RunSummary? Summary, string Configuration, HistoryDocument History,
    IReadOnlyList<EventEntry> Events)
{
    /// <summary>What was expected of it; null when nobody stored that.</summary>
    internal RunForecast? Forecast { get; private init; }

    private const int MostEvents = 2000; // A page with more helps nobody.

    /// <summary>Reads runs. A folder that holds one run a method stands for all of them.</summary>
    /// <exception cref="UserErrorException">One of them is no folder of a run, or none of its runs has begun.</exception>
    internal static IReadOnlyList<ReportedRun> ReadAll(IReadOnlyList<string> folders)
    {
        ReportedRun[] runs = [.. folders.SelectMany(Expand).Select(Read)];
        return [.. runs.Select(run => run with { Label = LabelAmong(runs, run) })];
    }

    private static string[] Expand(string path)
    {
        if (RunFolder.IsRunFolder(path)) return [path];
        string[] children = Directory.Exists(path)
            ? [.. Directory.EnumerateDirectories(path).Where(RunFolder.IsRunFolder).Order(StringComparer.Ordinal)] : [];
        if (children.Length > 0) return children;
        RunFolder.OpenForReading(path).Dispose(); // It says what is wrong.
        throw new InvalidOperationException($"{path} became a run folder while it was looked at");
    }

    private static ReportedRun Read(string path)
    {
        using RunFolder folder = RunFolder.OpenForReading(path);
        string text = folder.ReadConfigText() ?? throw new UserErrorException(
            $"{folder.FullPath} has no config.yaml: its run has not begun", "Let it come to its first step, or name another folder.");
        RunConfig config = ConfigLoader.Parse(text, folder.ConfigPath);
        return new ReportedRun(
            folder.FullPath, config.Methods[0].Label, config.Name, config.Seed,
            File.Exists(folder.SummaryPath) ? RunSummary.Read(folder.SummaryPath) : null, text,
            HistoryDocument.Of(PastRun.Read(folder, config).Read()), EventLog.ReadLast(folder.EventsPath, MostEvents))
        {
            Forecast = RunForecast.TryRead(folder.ForecastPath, config.Fingerprint),
        };
    }

    private static string LabelAmong(IReadOnlyList<ReportedRun> runs, ReportedRun run)
    {
        ReportedRun[] same = [.. runs.Where(other => other.Label == run.Label)];
        if (same.Length == 1) return run.Label;
        bool isTold = same.Count(other => other.Seed == run.Seed) == 1;
        return isTold ? $"{run.Label}, seed {run.Seed}" : $"{run.Label}, {Path.GetFileName(run.Folder)}";
    }
}
