namespace Distillery.Coordinator.Protocol;

/// <summary>Where a coordinator is in the life of generations.</summary>
public enum CoordinatorPhase
{
    /// <summary>Too few nodes are ready, or those that are known are waited for.</summary>
    Gathering,

    /// <summary>The nodes of the next generation are asked how far they are.</summary>
    Pausing,

    /// <summary>Those that are behind are brought to the common step.</summary>
    CatchingUp,

    /// <summary>The generation has begun; steps are being applied.</summary>
    Running,

    /// <summary>One of the paused nodes writes a checkpoint.</summary>
    Saving,

    /// <summary>The run is over.</summary>
    Finished,
}
