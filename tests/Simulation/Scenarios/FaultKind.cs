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
}
