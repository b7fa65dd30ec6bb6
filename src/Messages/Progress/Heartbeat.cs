using Distillery.Messages.Membership;

namespace Distillery.Messages.Progress;

/// <summary>Node to coordinator, at fixed times: I live, and this is how far I am.</summary>
/// <param name="Records">From the reporter of the generation: what it has not sent yet, in order.</param>
public sealed record Heartbeat(Standing Standing, IReadOnlyList<StepRecord> Records) : Message
{
    /// <summary>Where the node's time has gone since it started, in seconds by activity (docs/observability.md); empty from one
    /// that does not tell. For the account of the run alone: nothing is decided by it.</summary>
    public IReadOnlyList<double> ActivitySeconds { get; init; } = [];

    /// <summary>Of a node that has a teacher; null from one without, and from one that does not tell.</summary>
    public TeacherFigures? Teacher { get; init; }
}
