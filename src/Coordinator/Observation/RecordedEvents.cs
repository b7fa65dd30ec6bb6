using System.Text.Json;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;
using Distillery.Coordinator.Record;
using Distillery.Messages;

namespace Distillery.Coordinator.Observation;

/// <summary>Writes down what a run's observer is told, as far as it is about the cluster, and says where the run stood.</summary>
/// <param name="inner">Told everything as well.</param>
internal sealed class RecordedEvents(IRunObserver inner, EventLog log, TimeProvider time) : IRunObserver, IDisposable
{
    private long? _step;
    private Generation? _generation;

    /// <summary>Where the run stands with the events that follow.</summary>
    internal void Locate(long step, Generation generation) => (_step, _generation) = (step, generation);

    public void Started(RunStart start)
    {
        Write("started", EventTexts.Of(start));
        inner.Started(start);
    }

    public void StepApplied(StepReport step) => inner.StepApplied(step);

    public void Evaluated(EvaluationReport evaluation)
    {
        Write("evaluated", EventTexts.Of(evaluation));
        inner.Evaluated(evaluation);
    }

    public void CheckpointSaved(long step) => inner.CheckpointSaved(step);

    public void Warned(string text)
    {
        Write("warning", text);
        inner.Warned(text);
    }

    public void ClusterChanged(ClusterEvent happened)
    {
        ClusterEvent located = happened with { Step = _step, Generation = _generation };
        log.Append(JsonNamingPolicy.SnakeCaseLower.ConvertName(happened.Kind.ToString()), located);
        inner.ClusterChanged(located);
    }

    /// <summary>The last line of this attempt.</summary>
    internal void Ended(RunOutcome outcome) =>
        Write("ended", $"{outcome.Reason.ToString().ToLowerInvariant()}: {outcome.Text}");

    public void Dispose() => log.Dispose();

    private void Write(string kind, string text) =>
        log.Append(new EventEntry(time.GetUtcNow(), kind, text, _step, _generation?.ToString()));
}
