namespace Distillery.Coordinator.Protocol;

/// <summary>Kinds of events; the values of a metric label.</summary>
public enum ClusterEventKind
{
    NodeJoined,
    NodeRejected,
    NodeLost,

    /// <summary>A step was applied without the nodes that were lost.</summary>
    Recovered,
    NodeDrained,
    GenerationForming,
    GenerationBegun,
    CheckpointPublished,
    CheckpointFailed,
    StepSkipped,
    Waiting,
    Ending,
}
