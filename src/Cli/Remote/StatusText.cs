using System.Text.Json;
using Distillery.Cli.Terminal;
using Distillery.Coordinator.Http.Documents;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Remote;

/// <summary>How a run and its nodes read.</summary>
internal static class StatusText
{
    private const string Unknown = "-";

    internal static IEnumerable<string> Lines(RunDocument run, IReadOnlyList<NodeDocument> nodes)
    {
        yield return $"{PlainText.Of(run.Name)}  {PlainText.Of(run.Method)}  {PlainText.Of(run.Phase)}";
        yield return $"  step {Phrases.Count(run.Step)}" + Progress(run);
        if (Measures(run) is { Length: > 0 } measures) yield return $"  {measures}";
        if (run is { ImagesPerSecond: { } rate, Outcome: null })
        {
            string left = run.SecondsLeft is { } seconds ? $", {Phrases.Duration(seconds)} left" : "";
            yield return $"  {Phrases.Number(rate, "F0")} images/s{left}";
        }
        string losses = run.Losses == 1 ? "1 node" : $"{Phrases.Count(run.Losses)} nodes";
        yield return $"  generation {PlainText.Of(run.Generation)}, {losses} lost, {Phrases.Duration(run.WallSeconds)}";
        if (run.Outcome is { } outcome) yield return $"  {PlainText.Of(outcome.Reason)}: {PlainText.Of(outcome.Text)}";
        yield return "";
        if (nodes.Count == 0) yield return "no node has joined";
        else yield return Table(nodes).TrimEnd('\n');
        if (run.Teachers is not { Count: > 0 } teachers) yield break;
        yield return "";
        yield return Table(teachers).TrimEnd('\n');
    }

    /// <summary>The run in one line.</summary>
    internal static string Line(RunDocument run)
    {
        List<string> parts = [$"{PlainText.Of(run.Name)} {PlainText.Of(run.Method)} {PlainText.Of(run.Phase)}"];
        parts.Add($"step {Phrases.Count(run.Step)}" + Progress(run));
        if (run.Top1 is { } top1) parts.Add($"top-1 {Phrases.Percent(top1)}");
        if (run.ImagesPerSecond is { } rate) parts.Add($"{Phrases.Number(rate, "F0")} images/s");
        if (run.SecondsLeft is { } left) parts.Add($"{Phrases.Duration(left)} left");
        parts.Add(run.NodeCount == 1 ? "1 node" : $"{run.NodeCount} nodes");
        if (run.Losses > 0) parts.Add($"{Phrases.Count(run.Losses)} lost");
        return string.Join("  ", parts);
    }

    /// <summary>What a script should make of a run that has ended.</summary>
    internal static int ExitCodeOf(OutcomeDocument outcome) =>
        outcome.Reason == OutcomeDocument.Failed ? ExitCodes.Failed : ExitCodes.Done;

    /// <summary>One object.</summary>
    internal static string Json(RunDocument run, IReadOnlyList<NodeDocument> nodes)
    {
        JsonElement runElement = JsonSerializer.SerializeToElement(run, HttpJson.Default.RunDocument);
        JsonElement nodesElement = JsonSerializer.SerializeToElement(new NodesDocument(nodes), HttpJson.Default.NodesDocument);
        return $"{{\"run\":{runElement.GetRawText()},\"nodes\":{nodesElement.GetProperty("nodes").GetRawText()}}}";
    }

    private static string Progress(RunDocument run)
    {
        string total = run.TotalSteps is { } steps
            ? $" of {Phrases.Count(steps)} ({Phrases.Percent((double)run.Step / Math.Max(1, steps), 1)})" : "";
        return total + (run.Epoch is { } epoch ? $", epoch {Phrases.Number(epoch, "F2")}" : "");
    }

    private static string Measures(RunDocument run)
    {
        List<string> parts = [];
        if (run.Top1 is { } top1) parts.Add($"top-1 {Phrases.Percent(top1)}");
        if (run.ComputeRatio is { } ratio)
        {
            parts.Add($"compute {Phrases.Percent(ratio, 1)} of conventional distillation's");
            parts.Add($"{Phrases.Count(run.TeacherQueries)} teacher queries");
        }
        return string.Join(", ", parts);
    }

    private static string Table(IReadOnlyList<NodeDocument> nodes) => TextTable.Render(
        ["name", "id", "state", "ranks", "step", "silent"], [.. nodes.Select(Cells)]);

    private static string[] Cells(NodeDocument node) =>
    [
        PlainText.Of(node.Name), PlainText.Of(node.Id), PlainText.Of(node.State), Ranks(node),
        Count(node.AppliedSteps), Phrases.Duration(node.SilenceSeconds),
    ];

    private static string Table(IReadOnlyList<TeacherDocument> teachers) => TextTable.Render(
        ["teacher", "id", "state", "queue", "answered", "busy", "takes"], [.. teachers.Select(Cells)]);

    private static string[] Cells(TeacherDocument teacher) =>
    [
        PlainText.Of(teacher.Name), PlainText.Of(teacher.Id), PlainText.Of(teacher.State), Count(teacher.QueueLength),
        Count(teacher.Answered), Count(teacher.Busy),
        teacher.LatencySeconds is { } seconds ? Phrases.Latency(seconds) : Unknown,
    ];

    private static string Count(long? count) => count is { } number ? Phrases.Count(number) : Unknown;

    private static string Ranks(NodeDocument node) => node switch
    {
        { FirstRank: not { } } => Unknown,
        { RankCount: 1 } => $"{node.FirstRank}",
        _ => $"{node.FirstRank}-{node.FirstRank + node.RankCount - 1}",
    };
}
