using System.Diagnostics;
using Distillery.Messages;
using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.Shared.Telemetry.Tracing;

/// <summary>Makes spans of some of a process's steps: one for the step, and below it one for each phase, of each rank where
/// ranks have it.</summary>
/// <param name="everySteps">One step of so many is traced, the same ones in every process; 0 for none.</param>
/// <param name="sourceName">Another name keeps what tests trace apart.</param>
public sealed class StepTracer(
    string runId, string node, int everySteps, TimeProvider time, string sourceName = MetricCatalog.MeterName) : IDisposable
{
    private readonly ActivitySource _source = new(sourceName);
    private readonly DateTimeOffset _startTime = time.GetUtcNow();
    private readonly long _startTimestamp = time.GetTimestamp();

    /// <summary>Null for a step that is not traced, or that nobody would hear of.</summary>
    public StepTrace? Begin(long step) =>
        everySteps > 0 && step % everySteps == 0 && _source.HasListeners() ? new StepTrace(step, time.GetTimestamp()) : null;

    /// <summary>The step is applied: its spans go out.</summary>
    public void End(StepTrace trace, Generation generation)
    {
        using Activity? step = _source.StartActivity(
            "step", ActivityKind.Internal, StepContext.Of(runId, generation, trace.Step),
            [
                new("distillery.run", runId), new("distillery.node", node), new("distillery.step", trace.Step),
                new("distillery.generation", generation.ToString()),
            ],
            startTime: At(trace.BeginTimestamp));
        if (step is null) return;
        foreach (TracedPhase phase in trace.Phases)
        {
            using Activity? span = _source.StartActivity(
                phase.Name, ActivityKind.Internal, step.Context,
                phase.Rank is { } rank ? [new("distillery.rank", rank)] : null, startTime: At(phase.BeginTimestamp));
            span?.SetEndTime(At(phase.EndTimestamp).UtcDateTime);
        }
        step.SetEndTime(At(time.GetTimestamp()).UtcDateTime);
    }

    public void Dispose() => _source.Dispose();

    private DateTimeOffset At(long timestamp) => _startTime + time.GetElapsedTime(_startTimestamp, timestamp);
}
