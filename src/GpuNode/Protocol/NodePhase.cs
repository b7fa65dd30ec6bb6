namespace Distillery.GpuNode.Protocol;

/// <summary>Where a node is in the life of generations.</summary>
public enum NodePhase
{
    /// <summary>Nothing is loaded yet.</summary>
    Unloaded,

    /// <summary>Data, teacher and networks are being loaded.</summary>
    Loading,

    /// <summary>In no generation; whatever state it has waits.</summary>
    Waiting,

    /// <summary>A generation is being formed.</summary>
    Paused,

    /// <summary>On the way to the state that the new generation begins with.</summary>
    CatchingUp,

    /// <summary>A member of a generation that has begun.</summary>
    Running,

    /// <summary>Done.</summary>
    Ended,
}
