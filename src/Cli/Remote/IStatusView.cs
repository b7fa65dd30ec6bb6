using Distillery.Coordinator.Http.Documents;

namespace Distillery.Cli.Remote;

/// <summary>How a run that is watched is shown.</summary>
internal interface IStatusView
{
    /// <param name="events">The last ones, oldest first.</param>
    void Show(RunDocument run, IReadOnlyList<NodeDocument> nodes, IReadOnlyList<EventDocument> events);

    /// <summary>The coordinator does not answer; called in each period.</summary>
    void Gone(string problem, IReadOnlyList<EventDocument> events);

    /// <returns>The exit code.</returns>
    int Ended(OutcomeDocument outcome);
}
