namespace Distillery.Shared.Compute;

/// <summary>What a node's time goes into; the values of the metric label <c>activity</c>. Each second of a node belongs to
/// one of them.</summary>
public enum DeviceActivity
{
    /// <summary>Ranks wait for their batches.</summary>
    Data,

    /// <summary>Ranks choose samples.</summary>
    Score,

    /// <summary>Ranks ask a teacher, or wait for its answer.</summary>
    Teacher,

    /// <summary>Forward, backward, and the optimizer.</summary>
    Compute,

    /// <summary>The node has computed its part and waits for the average.</summary>
    Average,

    /// <summary>A new generation is formed, the node catches up or loads in a run that has begun, or what it computed was given
    /// up.</summary>
    Recover,

    /// <summary>The state is copied for a checkpoint, and nothing is computed meanwhile.</summary>
    Checkpoint,

    /// <summary>The validation set is measured.</summary>
    Evaluate,

    /// <summary>Everything else: loading at the start, standing by without ranks, waiting for the end.</summary>
    Idle,
}
