namespace Distillery.Coordinator.Protocol;

/// <summary>Kinds of events; the values of a metric label.</summary>
public enum ClusterEventKind
{
    NodeJoined,
    NodeRejected,
    NodeLost,
    NodeDrained,
    GenerationForming,
    GenerationBegun,
    CheckpointPublished,
    CheckpointFailed,
    StepSkipped,
    Waiting,
    Ending,
}
