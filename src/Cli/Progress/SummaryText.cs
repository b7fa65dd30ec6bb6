using Distillery.Cli.Terminal;
using Distillery.Shared.Compute;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Progress;

/// <summary>Progress and results in words.</summary>
internal static class SummaryText
{
    internal static string Line(ProgressSnapshot now)
    {
        List<string> parts =
        [
            $"{now.Label} step {Phrases.Count(now.Step)}/{Phrases.Count(now.TotalSteps)}",
            $"epoch {Phrases.Number(now.Epoch, "F2")}",
            $"loss {Phrases.Number(now.Loss, "F4")}",
        ];
        if (now.Top1 is { } top1) parts.Add($"top-1 {Phrases.Percent(top1)}");
        if (now.ComputeRatio is { } ratio) parts.Add(Saved(ratio));
        parts.Add($"{Phrases.Number(now.ImagesPerSecond, "F0")} images/s");
        parts.Add($"{Phrases.Duration(now.SecondsLeft)} left");
        return string.Join("  ", parts);
    }

    /// <summary>The result of a run, its most important line first.</summary>
    internal static IEnumerable<string> Lines(RunFolder folder, RunSummary summary, bool wasComplete)
    {
        string label = summary.MethodLabel ?? summary.Method;
        string how = (wasComplete, summary.Status) switch
        {
            (true, _) => "was already complete",
            (_, RunStatus.Interrupted) => "was interrupted and is saved",
            _ => "is complete",
        };
        yield return $"{label} {how}: {Phrases.Count(summary.Steps)} steps, "
            + $"{Phrases.Number(summary.Epochs ?? 0, "F2")} epochs, {Phrases.Duration(summary.WallSeconds ?? 0)}, "
            + $"{Phrases.Number(summary.ImagesPerSecond ?? 0, "F0")} images/s";
        if (summary is { Top1: { } top1, Top5: { } top5 })
            yield return $"  top-1 {Phrases.Percent(top1)}, top-5 {Phrases.Percent(top5)}";
        if (summary.Compute?.Ratio is { } ratio)
            yield return $"  compute {Phrases.Percent(ratio, 1)} of conventional distillation's, "
                + $"{Phrases.Count(summary.TeacherQueries ?? 0)} teacher queries "
                + (summary.StoredAnswers is { } stored ? $"and {Phrases.Count(stored)} kept answers " : "")
                + $"for {Phrases.Count(summary.SamplesSeen ?? 0)} samples";
        if (summary.DamagedImages is > 0 and var damaged)
            yield return $"  {Phrases.Count(damaged)} times a damaged image was replaced; `distill data verify` names them all";
        if (summary.Goodput is { DeviceSeconds: > 0 } goodput) yield return Goodput(goodput);
        yield return $"  folder {folder.FullPath}";
    }

    /// <summary>Where the nodes' time went, the largest first; what is less than half a percent is left out.</summary>
    private static string Goodput(GoodputSummary goodput)
    {
        IEnumerable<string> shares = goodput.ToSeconds()
            .Select((seconds, activity) => (Share: seconds / goodput.DeviceSeconds, Name: DeviceActivities.Names[activity]))
            .Where(share => share.Share >= 0.005).OrderByDescending(share => share.Share)
            .Select(share => $"{share.Name} {Phrases.Percent(share.Share, 0)}");
        return $"  goodput {Phrases.Percent(goodput.Ratio, 1)}: {string.Join(", ", shares)}";
    }

    private static string Saved(double ratio) => $"compute saved {Phrases.Percent(1 - ratio, 1)}";
}
