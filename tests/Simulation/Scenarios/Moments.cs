using Distillery.Coordinator.Protocol;
using Distillery.GpuNode.Protocol;
using Distillery.Messages;
using Distillery.Messages.Generations;
using Distillery.Simulation.Cluster;

namespace Distillery.Simulation.Scenarios;

/// <summary>Moments at which stages of named scenarios come.</summary>
public static class Moments
{
    public static Condition Phase(CoordinatorPhase phase) => new(
        $"the coordinator is {phase}", world => world.Coordinator is { IsAlive: true } coordinator && coordinator.Phase == phase);

    public static Condition Seconds(double seconds) => new($"{seconds} s have passed", world => world.Queue.Now >= seconds * 1e6);

    public static Condition NobodyTrainsUntil(double seconds) => new(
        $"nobody trains for {seconds} s", world => world.Queue.Now >= seconds * 1e6 && world.Journal.Begun.Count == 0);

    public static Condition Reached(long step) => new(
        $"step {step} is reached", world => IsRunning(world) && world.Nodes.Any(node => node.Machine.AppliedSteps >= step));

    /// <summary>The node has the order to compute the step, and none of it is there yet.</summary>
    public static Condition Computes(int number, long step) => new(
        $"node {number} computes step {step}",
        world => IsRunning(world) && world.Node(number)?.Work.Progress == (step, 0));

    /// <summary>A third node can be lost with the average of a slice that some lack and others have.</summary>
    public static Condition KnownToSome(long from) => new(
        $"some have the average of a step from {from} on", world => IsRunning(world) && AveragerThatSomeWaitFor(world, from) is not null);

    /// <summary>One node has applied a step that no other has.</summary>
    public static Condition AppliedByOneAlone(long earliest) => new(
        "one node alone has applied a step", world => IsRunning(world) && FirstToApply(world, earliest) is not null);

    public static NodeId? FirstToApply(World world, long earliest)
    {
        long furthest = world.Nodes.Max(node => node.Machine.AppliedSteps ?? 0);
        SimulatedNode[] first = [.. world.Nodes.Where(node => node.Machine.AppliedSteps == furthest)];
        return furthest > earliest && first.Length == 1 ? first[0].Id : null;
    }

    /// <summary>A step is applied by some, and not by the node.</summary>
    public static Condition AppliedByOthers(int number, long from) => new(
        $"a step from {from} on is applied by others than node {number}",
        world => IsRunning(world) && world.Node(number)?.Machine.AppliedSteps is { } applied && applied >= from
            && world.Nodes.Any(node => node.Machine is { Phase: NodePhase.Running } machine && machine.AppliedSteps == applied + 1));

    public static Condition CatchesUp(int number) => new(
        $"node {number} catches up", world => world.Node(number)?.Machine.Phase == NodePhase.CatchingUp);

    public static Condition Pauses(int number) => new(
        $"node {number} is asked to pause", world => world.Coordinator is { Phase: CoordinatorPhase.Pausing } coordinator
            && world.Node(number) is { } node && node.Machine.Generation < coordinator.Generation);

    /// <summary>Since the stage before.</summary>
    public static Condition Later(double seconds) => new(
        $"{seconds} s later", world => world.Queue.Now >= world.Journal.LastStageAt + (seconds * 1e6));

    public static Condition Lost(int count) => new(
        $"{count} losses are noticed", world => world.Journal.CountOf(ClusterEventKind.NodeLost) >= count);

    public static Condition Happened(ClusterEventKind kind, int count = 1) => new(
        $"{kind} came {count} times", world => world.Journal.CountOf(kind) >= count);

    public static Condition Deposed(int count) => new(
        $"{count} coordinators were deposed", world => world.Journal.Depositions >= count);

    public static Condition HasLeft(int number) => new(
        $"node {number} has left", world => world.Journal.Exits.Any(exit => exit.Node == World.NameOf(number)));

    public static Condition Ignored(string message, string reason) => new(
        $"a {message} is ignored: {reason}", world => world.Journal.Ignored.Any(
            ignored => ignored.Message == message && ignored.Reason.Contains(reason, StringComparison.Ordinal)));

    /// <summary>All nodes up to this number take part.</summary>
    public static Condition AllRun(int count) => new($"{count} nodes run", world => IsRunning(world)
        && world.Nodes.Count(node => node.Machine.Phase == NodePhase.Running && node.Machine.Generation == world.Coordinator!.Generation) == count);

    /// <summary>The averager of a slice that one node lacks while another has all slices; neither of the two is it.</summary>
    public static NodeId? AveragerThatSomeWaitFor(World world, long from)
    {
        long step = world.Nodes.Min(node => node.Machine.AppliedSteps ?? 0);
        if (step < from) return null;
        SimulatedNode[] members = [.. world.Nodes.Where(node => node.Machine.Phase == NodePhase.Running && node.Machine.AppliedSteps == step)];
        int[] slices = [.. Enumerable.Range(0, world.Plan.SliceCount)];
        SimulatedNode? holder = members.FirstOrDefault(node => slices.All(slice => node.Work.Has(step, slice)));
        Placement placement = world.Journal.Begun[^1].Placement;
        return holder is null ? null : members
            .SelectMany(lacking => slices
                .Where(slice => !lacking.Work.Has(step, slice) && placement.AveragerOf(slice) != lacking.Id)
                .Select(placement.AveragerOf))
            .Where(averager => averager != holder.Id && (averager == NodeId.Coordinator || world.Find(averager) is not null))
            .Select(averager => (NodeId?)averager)
            .FirstOrDefault();
    }

    private static bool IsRunning(World world) => world.Coordinator is { IsAlive: true, Phase: CoordinatorPhase.Running };
}
