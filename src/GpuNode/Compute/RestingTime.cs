using Distillery.GpuNode.Protocol;
using Distillery.Messages;
using Distillery.Shared.Compute;

namespace Distillery.GpuNode.Compute;

/// <summary>What a node's time counts for while none of its threads is at work. For one thread at a time.</summary>
internal sealed class RestingTime
{
    private bool _isWelcome;
    private bool _comesLate;
    private bool _hasRun;

    /// <summary>A coordinator has admitted the node.</summary>
    /// <param name="generation">That the coordinator is in. Once the first one was formed, the run has begun: whoever loads then
    /// takes a place that a loss has left, or that the run could have done with earlier.</param>
    internal void Welcomed(Generation generation)
    {
        if (!_isWelcome) _comesLate = generation.Number > 0;
        _isWelcome = true;
    }

    /// <summary>A node that has never run is at its beginning, and one that has lost its part wants it back.</summary>
    internal DeviceActivity In(NodePhase phase)
    {
        _hasRun |= phase == NodePhase.Running;
        return phase switch
        {
            NodePhase.Paused or NodePhase.CatchingUp => DeviceActivity.Recover,
            NodePhase.Waiting when _hasRun => DeviceActivity.Recover,
            NodePhase.Loading when _comesLate => DeviceActivity.Recover,
            _ => DeviceActivity.Idle,
        };
    }
}
