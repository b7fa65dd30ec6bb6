using Distillery.Coordinator.Protocol;
using Distillery.GpuNode.Protocol;
using Distillery.Messages;
using Distillery.Messages.Generations;

namespace Distillery.Simulation.Checks;

/// <summary>What happened in a simulated run, for whoever must know that it really did.</summary>
public sealed class Journal
{
    /// <summary>What the coordinators told, the phase they were in, and when, in microseconds.</summary>
    public List<(ClusterEvent Event, CoordinatorPhase Phase, long At)> Events { get; } = [];

    public List<(NodeId Node, CatchUp Order)> CatchUps { get; } = [];

    /// <summary>The first word of each generation that began.</summary>
    public List<Begin> Begun { get; } = [];

    public List<(NodeId Node, NodeExit Exit)> Exits { get; } = [];

    /// <summary>Messages that changed nothing.</summary>
    public List<(NodeId Receiver, string Message, string Reason)> Ignored { get; } = [];

    public int CoordinatorStarts { get; set; }

    /// <summary>Coordinators that ended because another one led, or might.</summary>
    public int Depositions { get; set; }

    /// <summary>Connections of processes that nobody has admitted: how many were refused.</summary>
    public int RefusedStrangers { get; set; }

    /// <summary>When the latest stage of a named scenario came, in microseconds.</summary>
    public long LastStageAt { get; set; }

    /// <summary>Notes a generation once, although each member is told.</summary>
    public bool TryBegin(Begin begin)
    {
        if (Begun.Count > 0 && Begun[^1].Generation == begin.Generation) return false;
        Begun.Add(begin);
        return true;
    }

    public int CountOf(ClusterEventKind kind) => Events.Count(happened => happened.Event.Kind == kind);
}
