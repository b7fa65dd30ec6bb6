using Distillery.Coordinator.Record;

namespace Distillery.Coordinator.Http.Documents;

/// <summary>How a run ended.</summary>
/// <param name="Reason">completed, stopped or failed.</param>
/// <param name="Text">What happened.</param>
/// <param name="Next">What to do next; empty after completion.</param>
public sealed record OutcomeDocument(string Reason, string Text, string Next)
{
    public const string Completed = "completed";
    public const string Stopped = "stopped";
    public const string Failed = "failed";

    /// <returns>Null while the run goes on.</returns>
    internal static OutcomeDocument? Of(Task<RunEnd> ended) => ended.Status switch
    {
        TaskStatus.RanToCompletion => Of(ended.Result),
        TaskStatus.Faulted => new(
            Failed, $"the coordinator broke down: {ended.Exception!.InnerException!.Message}",
            "Start the coordinator again with the same --run-dir: it resumes."),
        TaskStatus.Canceled => new(Stopped, "the coordinator has ended", "Start it again with the same --run-dir to resume."),
        _ => null,
    };

    private static OutcomeDocument Of(RunEnd end) =>
        new(end.Outcome.Reason.ToString().ToLowerInvariant(), end.Outcome.Text, end.Outcome.NextStep);
}
