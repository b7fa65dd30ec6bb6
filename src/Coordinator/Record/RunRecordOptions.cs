using Distillery.Coordinator.History;

namespace Distillery.Coordinator.Record;

/// <summary>How a run is recorded; none of it changes the result.</summary>
public sealed record RunRecordOptions
{
    /// <summary>Write samples.jsonl, so that the run can be audited sample by sample.</summary>
    public bool RecordSamples { get; init; }

    /// <summary>Seconds that attempts before this one are known to have taken, where steps.jsonl knows less.</summary>
    public double WallSecondsBefore { get; init; }

    /// <summary>Filled with what was recorded before and with what comes.</summary>
    public StepHistory History { get; init; } = new();

    /// <summary>What tests put around the stream of samples.</summary>
    internal Func<Stream, Stream>? WrapSamples { get; init; }
}
