namespace Distillery.Simulation.Scenarios;

/// <summary>What can go wrong, or be wished.</summary>
public enum FaultKind
{
    KillNode,
    KillNodeAndItsMachine,
    KillCoordinator,
    KillCoordinatorAndItsMachine,
    KillEverything,
    StallNode,
    StallNodeForLong,
    StallCoordinator,
    CutLink,
    Partition,
    DrainNode,
    JoinNode,
    SlowNode,
    FillDisk,

    /// <summary>A run of control messages from a node or to it is lost in silence.</summary>
    LoseControl,

    /// <summary>Control messages of some nodes do not pass for a while; the data plane stands.</summary>
    CutControl,

    /// <summary>Some nodes cannot reach each other on the data plane for a while; control messages pass.</summary>
    CutData,

    /// <summary>Somebody believes that a node, or the coordinator, is dead that lives.</summary>
    BelieveDead,

    /// <summary>A loss is told seconds later, when its node has long begun a new link.</summary>
    TellLate,

    /// <summary>Membership gives a node up that lives, and it makes its engine anew.</summary>
    GiveUp,

    /// <summary>The coordinator cannot renew its lease, and another one stands by.</summary>
    LoseLease,

    /// <summary>The coordinator stands still for so long that another one leads when it goes on.</summary>
    StallCoordinatorForAnother,

    /// <summary>A process that nobody has admitted calls on the data plane.</summary>
    Intrude,
}
