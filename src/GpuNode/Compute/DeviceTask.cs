namespace Distillery.GpuNode.Compute;

/// <summary>What a node's threads are at. Several may be at once; the first of these is then what the time counts
/// for.</summary>
public enum DeviceTask
{
    Computing,
    Evaluating,
    Applying,
    Copying,

    /// <summary>A teacher answers other processes; or this one's ranks, which are computing then.</summary>
    Answering,

    /// <summary>Images are prepared for other processes.</summary>
    Preparing,
    Waiting,
}
