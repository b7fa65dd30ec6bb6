namespace Distillery.Coordinator.Protocol;

/// <summary>Why nodes are paused: what follows once all have answered.</summary>
internal enum Purpose
{
    /// <summary>To go on with other members.</summary>
    Train,

    /// <summary>To save and stop, as a person wishes.</summary>
    Stop,

    /// <summary>To save, let nodes go, and wait for others.</summary>
    Park,

    /// <summary>To save the end of the run.</summary>
    Complete,
}
