using Distillery.GpuNode.Protocol;
using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Simulation.Checks;
using Distillery.Simulation.Cluster;

namespace Distillery.Simulation.Scenarios;

/// <summary>What is done in named scenarios. Nodes have numbers, from 0, in the order in which they are started, which is that of
/// their ranks in the first generation.</summary>
public static class Acts
{
    /// <summary>Nothing: the stage only waits for its condition.</summary>
    public static Act Look { get; } = new("look", _ => { });

    public static Act StartNode { get; } = new("a node starts", world => world.StartNode());

    /// <summary>It takes the next number, as nodes that train do.</summary>
    public static Act StartTeacher { get; } = new("a teacher starts", world => world.StartNode(NodeRoles.Teacher));

    public static Act StartDataNode { get; } = new("a data node starts", world => world.StartNode(NodeRoles.Data));

    /// <summary>It takes the next number.</summary>
    public static Act StartStrangeNode { get; } = new(
        "a node starts whose processor gives other bits", world => world.StartNode(isStrange: true));

    public static Act Heal { get; } = new("all reach each other again", world => world.Mishaps.Heal());

    public static Act StartNodes(int count) => new($"{count} nodes start", world =>
    {
        for (int i = 0; i < count; i++) world.StartNode();
    });

    /// <summary>Which ones of those that take part is the seed's.</summary>
    public static Act KillAny(int count) => new($"{count} nodes are killed", world =>
    {
        List<SimulatedNode> members = [.. world.Nodes.Where(node => node.Machine.Phase >= NodePhase.Paused)];
        for (int i = 0; i < count; i++)
        {
            SimulatedNode victim = world.Random.Pick(members);
            members.Remove(victim);
            world.Mishaps.Kill(victim, isMachineGone: false);
        }
    });

    public static Act Kill(params int[] numbers) => new(
        $"nodes {string.Join(' ', numbers)} are killed", world => Array.ForEach(numbers, number => world.Mishaps.Kill(Living(world, number), false)));

    /// <summary>Peers notice by its silence alone.</summary>
    public static Act CutPower(int number) => new(
        $"the machine of node {number} is gone", world => world.Mishaps.Kill(Living(world, number), isMachineGone: true));

    /// <summary>Kills the node that a condition has found.</summary>
    public static Act Kill(string text, Func<World, NodeId?> find) => new(
        $"{text} is killed", world => world.Mishaps.Kill(world.Find(find(world)!.Value)!, isMachineGone: false));

    public static Act KillCoordinator(double restartSeconds = 0.3) => new(
        "the coordinator is killed", world => world.Mishaps.KillCoordinator(false, Microseconds(restartSeconds)));

    /// <summary>All processes end at once, and the machines with them; then they start again.</summary>
    public static Act KillEverything { get; } = new("everything is killed", world =>
    {
        foreach (SimulatedNode node in world.Nodes.ToArray())
        {
            world.Mishaps.Kill(node, isMachineGone: true);
            world.StartNodeAfter(500_000);
        }
        world.Mishaps.KillCoordinator(isMachineGone: true, 300_000);
    });

    public static Act Drain(int number) => new(
        $"node {number} gets SIGTERM", world => Living(world, number).Machine.Drain("SIGTERM"));

    public static Act Stall(int number, double seconds) => new(
        $"node {number} stands still", world => world.Mishaps.Stall(Living(world, number), Microseconds(seconds)));

    public static Act StallCoordinator(double seconds) => new(
        "the coordinator stands still", world => world.Mishaps.StallCoordinator(Microseconds(seconds)));

    /// <summary>Both live, and may dial again.</summary>
    public static Act CutLink(int one, int other) => new(
        $"the link between nodes {one} and {other} breaks", world => world.Network.Cut(Living(world, one), World.NameOf(other)));

    public static Act Slow(int number, int slowness) => new(
        $"node {number} is {slowness} times slower", world => Living(world, number).Work.Slowness = slowness);

    /// <summary>The coordinator is on the other side.</summary>
    public static Act CutOff(params int[] numbers) => new($"nodes {string.Join(' ', numbers)} are cut off", world =>
    {
        HashSet<NodeId> side = [.. numbers.Select(World.NameOf)];
        world.Mishaps.Cut((one, other) => side.Contains(one) != side.Contains(other));
    });

    /// <summary>Two nodes cannot reach each other; everybody else reaches both.</summary>
    public static Act Separate(int one, int other) => new($"nodes {one} and {other} are separated", world =>
    {
        HashSet<NodeId> pair = [World.NameOf(one), World.NameOf(other)];
        world.Mishaps.Cut((left, right) => pair.Contains(left) && pair.Contains(right));
    });

    /// <summary>The next so many words, and neither hears of that.</summary>
    public static Act LoseControlFrom(int number, int words) => new(
        $"{words} words of node {number} are lost", world => world.Control.LoseNext(World.NameOf(number), NodeId.Coordinator, words));

    public static Act LoseControlTo(int number, int words) => new(
        $"{words} words to node {number} are lost", world => world.Control.LoseNext(NodeId.Coordinator, World.NameOf(number), words));

    /// <summary>The data plane stands.</summary>
    public static Act CutOffControl(int number) => new($"no word of node {number} passes", world =>
        world.Mishaps.Cut((one, other) => one == World.NameOf(number) || other == World.NameOf(number), isData: false));

    /// <summary>The coordinator hears it.</summary>
    public static Act CutOffData(int number) => new($"nobody reaches node {number} on the data plane", world =>
        world.Mishaps.Cut((one, other) => one == World.NameOf(number) || other == World.NameOf(number), isControl: false));

    public static Act BelieveDead(int number, double seconds = 0) => new(
        $"node {number} is believed dead", world => world.Mishaps.BelieveDead(Living(world, number), Microseconds(seconds)));

    public static Act BelieveCoordinatorDead(int number) => new(
        $"node {number} believes its coordinator dead", world => world.Mishaps.BelieveCoordinatorDead(Living(world, number)));

    public static Act GiveUp(int number) => new(
        $"membership gives node {number} up", world => world.Mishaps.GiveUp(Living(world, number)));

    public static Act Intrude(int victim) => new(
        $"a stranger calls node {victim}", world => world.Mishaps.Intrude(Living(world, victim)));

    /// <summary>It leads when the lease is free.</summary>
    public static Act StandBy { get; } = new("another coordinator stands by", world => world.Leadership.Await());

    /// <summary>Another one stands by.</summary>
    public static Act LoseLease(double seconds) => new(
        "the coordinator cannot renew its lease", world => world.Mishaps.LoseLease(Microseconds(seconds)));

    public static Act CutPowerOfCoordinator { get; } = new(
        "the coordinator's machine is gone", world => world.Mishaps.KillCoordinator(isMachineGone: true, restartMicroseconds: 20_000_000));

    public static Act FillDisk(bool isFull) => new(
        isFull ? "the disk is full" : "there is room again", world => world.Disk.IsFull = isFull);

    public static Act RefuseCheckpoints(bool refuses) => new(
        refuses ? "checkpoints find no room" : "there is room again", world => world.Disk.RefusesCheckpoints = refuses);

    public static Act Stop { get; } = new("a person stops the run", world => world.Coordinator!.Stop("a person wishes it"));

    private static SimulatedNode Living(World world, int number) =>
        world.Node(number) ?? throw new SimulationFailure($"the scenario needs node {number}, which has ended");

    private static long Microseconds(double seconds) => (long)(seconds * 1e6);
}
