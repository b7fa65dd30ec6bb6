namespace Distillery.Chaos.Faults;

/// <summary>What is done to a process.</summary>
public enum FaultKind
{
    /// <summary>kill -9 of a node.</summary>
    KillNode,

    /// <summary>kill -9 of the coordinator.</summary>
    KillCoordinator,

    /// <summary>kill -9 of two nodes, or of the only one, at once.</summary>
    KillNodes,

    /// <summary>kill -9 of the coordinator and of all nodes at once.</summary>
    KillAll,

    /// <summary>SIGSTOP of a node, and SIGCONT before it counts as lost.</summary>
    StopNodeBriefly,

    /// <summary>SIGSTOP of a node, and SIGCONT when it has long been counted as lost.</summary>
    StopNodeForLong,

    /// <summary>SIGSTOP of the coordinator for a while, and SIGCONT.</summary>
    StopCoordinator,
}
