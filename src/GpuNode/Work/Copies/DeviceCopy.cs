using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;

namespace Distillery.GpuNode.Work.Copies;

/// <summary>A device of this node with its own copy of the training state, and the threads that compute there.</summary>
/// <param name="workers">Their numbers in the node's pool, at least one.</param>
internal sealed class DeviceCopy(ComputeDevice device, TrainingState state, int[] workers) : IDisposable
{
    private long _heldBytes = state.Vectors.Sum(StateVectors.BytesOf);

    internal ComputeDevice Device { get; } = device;

    internal TrainingState State { get; } = state;

    internal int[] Workers { get; } = workers;

    /// <summary>What stays on the device between two steps: the state and the ranks' contributions. Any thread may ask.</summary>
    internal long HeldBytes => Interlocked.Read(ref _heldBytes);

    /// <summary>Memory for a rank's contribution was taken, or given back where it is negative.</summary>
    internal void Hold(long bytes) => Interlocked.Add(ref _heldBytes, bytes);

    public void Dispose() => State.Dispose();
}
