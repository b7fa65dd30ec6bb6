using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.TensorLinks;
using Distillery.Shared.Wire;

namespace Distillery.Simulation.Network;

/// <summary>Counts messages between processes, and the bytes that their frames would have, payloads left out.</summary>
public sealed class Traffic
{
    private readonly Dictionary<NodeId, long> _byProcess = [];
    private (Placement? Placement, int Bytes) _lastBegin;

    public long Messages { get; private set; }

    /// <summary>Control messages have no payload, so this is all of them.</summary>
    public long ControlBytes { get; private set; }

    /// <summary>Sent and received by the coordinator.</summary>
    public long CoordinatorMessages => _byProcess.GetValueOrDefault(NodeId.Coordinator);

    /// <summary>Sent and received by the node that has most.</summary>
    public long BusiestNodeMessages => _byProcess.Where(process => process.Key != NodeId.Coordinator)
        .Select(process => process.Value).DefaultIfEmpty().Max();

    /// <summary>Parts and averages of slices.</summary>
    public long SliceMessages { get; private set; }

    public void Count(NodeId from, NodeId to, Message message)
    {
        Messages++;
        if (message is SlicePart or SliceAverage) SliceMessages++;
        if (from == to) return; // It leaves no process.
        _byProcess[from] = _byProcess.GetValueOrDefault(from) + 1;
        _byProcess[to] = _byProcess.GetValueOrDefault(to) + 1;
        if (MessageCodec.PlaneOf(MessageCodec.KindOf(message)) == MessagePlane.Control) ControlBytes += BytesOf(message);
    }

    private int BytesOf(Message message)
    {
        if (message is not Begin begin) return FrameWriter.HeadOf(message).Length;
        if (!ReferenceEquals(begin.Placement, _lastBegin.Placement))
            _lastBegin = (begin.Placement, FrameWriter.HeadOf(begin).Length); // The same for all members.
        return _lastBegin.Bytes;
    }
}
