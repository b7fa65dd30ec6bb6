namespace Distillery.Coordinator.Protocol;

/// <summary>Why a node counts as lost; the values of a metric label.</summary>
public enum LossCause
{
    /// <summary>Its connection closed: the process has died, most likely.</summary>
    Closed,

    /// <summary>Nothing was heard from it for too long.</summary>
    Silent,

    /// <summary>Another node cannot reach it.</summary>
    Unreachable,

    /// <summary>Its own work failed, as it said.</summary>
    Failed,
}
