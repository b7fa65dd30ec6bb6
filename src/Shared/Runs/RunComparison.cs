namespace Distillery.Shared.Runs;

/// <summary>Several runs side by side: what accuracy each method reached, for how much computing and asking.</summary>
public sealed class RunComparison
{
    private const string SummaryFileName = "summary.json";

    public RunComparison(IReadOnlyList<ComparisonRow> rows, IReadOnlyList<string> omitted) =>
        (Rows, Omitted) = (rows, omitted);

    /// <summary>The runs, in the order in which they were named; those within one folder by their names.</summary>
    public IReadOnlyList<ComparisonRow> Rows { get; }

    /// <summary>Run folders within a named folder that have no summary yet, and so no row.</summary>
    public IReadOnlyList<string> Omitted { get; }

    /// <summary>Reads the summaries of run folders. A folder that holds one run a method stands for all of them.
    /// </summary>
    /// <exception cref="UserErrorException">No folder was named, or one of them has no summary.</exception>
    public static RunComparison Read(IReadOnlyList<string> runFolders)
    {
        if (runFolders.Count == 0)
        {
            throw new UserErrorException("no run folder was named", "Name at least one: distill compare RUN_DIR…");
        }
        string[] folders = [.. runFolders.SelectMany(Expand)];
        return new RunComparison(
            [.. folders.Where(HasSummary).Select(ReadRow)], [.. folders.Where(folder => !HasSummary(folder))]);
    }

    /// <summary>Takes the completed runs of each method label together, in the order of their first appearance; a
    /// label without a completed run is left out, as an unfinished run says little about its method.</summary>
    public IReadOnlyList<ComparisonAggregate> Aggregate() =>
        [.. Rows.Where(row => row.Summary.Status == RunStatus.Completed)
            .GroupBy(row => row.Label, StringComparer.Ordinal)
            .Select(group => ComparisonAggregate.Of(group.Key, [.. group]))];

    /// <summary>The runs as an aligned table; below it mean ± sample standard deviation of each label, when at least
    /// one label has several completed runs.</summary>
    public string ToText()
    {
        string runs = ComparisonTable.OfRuns(Rows)
            + string.Concat(Omitted.Select(folder => $"left out, as it has no summary yet: {folder}\n"));
        IReadOnlyList<ComparisonAggregate> aggregates = Aggregate();
        if (aggregates.All(aggregate => aggregate.RunCount == 1)) return runs;
        return runs + "\nmean ± sample standard deviation over the completed runs\n"
            + ComparisonTable.OfAggregates(aggregates);
    }

    /// <summary>One JSON object a line: each run (<c>"kind":"run"</c>), then each label (<c>"kind":"aggregate"</c>).
    /// </summary>
    public IReadOnlyList<string> ToJsonLines() =>
        [.. Rows.Select(ComparisonJson.OfRun), .. Aggregate().Select(ComparisonJson.OfAggregate)];

    /// <summary>The run folders that one name stands for: itself, or those in it.</summary>
    private static IReadOnlyList<string> Expand(string folder)
    {
        string path = Path.TrimEndingDirectorySeparator(folder);
        if (!Directory.Exists(path))
        {
            throw new UserErrorException(
                $"there is no run folder {path}", "Check the name, or run `distill run` first.");
        }
        if (HasSummary(path)) return [path];
        string[] children =
        [
            .. Directory.EnumerateDirectories(path)
                .Where(child => HasSummary(child) || RunFolder.IsRunFolder(child))
                .Order(StringComparer.Ordinal),
        ];
        if (children.Any(HasSummary)) return children;
        throw new UserErrorException(
            $"the folder {path} has no {SummaryFileName}, and neither has a folder in it",
            "Name a run folder whose run has come at least to its first evaluation.");
    }

    private static bool HasSummary(string folder) => File.Exists(Path.Combine(folder, SummaryFileName));

    private static ComparisonRow ReadRow(string folder)
    {
        RunSummary summary = RunSummary.Read(Path.Combine(folder, SummaryFileName));
        return new ComparisonRow(folder, summary.MethodLabel ?? summary.Method, summary);
    }
}
