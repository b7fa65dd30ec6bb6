using Distillery.Messages;
using Distillery.Simulation.Cluster;
using Distillery.Simulation.Network;
using Distillery.Simulation.Time;

namespace Distillery.Simulation.Scenarios;

/// <summary>Lets things go wrong, as the seed says.</summary>
public sealed class Faults(World world, SeededRandom random)
{
    private static readonly FaultKind[] Kinds = Enum.GetValues<FaultKind>();

    /// <summary>Plans the next fault, and so on until their time is over.</summary>
    public void Begin(Scenario scenario)
    {
        if (scenario.FaultsPerSecond <= 0) return;
        int most = (int)(2_000_000 / scenario.FaultsPerSecond);
        world.Queue.After(random.Between(1_000, most), () =>
        {
            if (world.Queue.Now >= scenario.FaultSeconds * 1_000_000L) return;
            Happen(random.Pick(Kinds));
            Begin(scenario);
        });
    }

    public void Happen(FaultKind kind)
    {
        if (world.IsOver) return;
        world.Trace.Add(world.Queue.Now, $"! {kind}");
        switch (kind)
        {
            case FaultKind.KillNode: KillNode(isMachineGone: false); break;
            case FaultKind.KillNodeAndItsMachine: KillNode(isMachineGone: true); break;
            case FaultKind.KillCoordinator: world.KillCoordinator(isMachineGone: false, random.Between(1_000, 3_000_000)); break;
            case FaultKind.KillCoordinatorAndItsMachine: world.KillCoordinator(isMachineGone: true, random.Between(1_000, 3_000_000)); break;
            case FaultKind.KillEverything: KillEverything(); break;
            case FaultKind.StallNode: Stall(AnyNode(), random.Between(1_000, 900_000)); break;
            case FaultKind.StallNodeForLong: Stall(AnyNode(), random.Between(1_000_000, 4_000_000)); break;
            case FaultKind.StallCoordinator: Stall(world.Coordinator, random.Between(1_000, 2_500_000)); break;
            case FaultKind.CutLink: CutLink(); break;
            case FaultKind.Partition: Partition(); break;
            case FaultKind.DrainNode: AnyNode()?.Machine.Drain("the simulation wishes it"); break;
            case FaultKind.JoinNode: world.StartNode(); break;
            case FaultKind.SlowNode: Slow(AnyNode()); break;
            case FaultKind.FillDisk: FillDisk(); break;
        }
    }

    private SimulatedNode? AnyNode()
    {
        SimulatedNode[] living = [.. world.Nodes.Where(node => node.IsAlive && !node.IsStalled)];
        return living.Length == 0 ? null : random.Pick(living);
    }

    private void KillNode(bool isMachineGone)
    {
        if (AnyNode() is not { } node) return;
        world.Kill(node, isMachineGone);
        if (random.Chance(80)) world.StartNodeAfter(random.Between(10_000, 2_000_000));
    }

    private void KillEverything()
    {
        foreach (SimulatedNode node in world.Nodes.Where(node => node.IsAlive).ToArray())
        {
            world.Kill(node, isMachineGone: false);
            world.StartNodeAfter(random.Between(10_000, 1_000_000));
        }
        world.KillCoordinator(random.Chance(50), random.Between(1_000, 1_000_000));
    }

    private void Stall(SimulatedProcess? process, long microseconds)
    {
        if (process is { IsAlive: true, IsStalled: false }) world.Network.Stall(process, microseconds);
    }

    private void CutLink()
    {
        if (AnyNode() is not { } node) return;
        NodeId[] peers = [.. node.Links.Keys.Order()];
        if (peers.Length > 0) world.Network.Cut(node, random.Pick(peers));
    }

    private void Partition()
    {
        HashSet<NodeId> side = [.. world.Nodes.Where(node => node.IsAlive && random.Chance(50)).Select(node => node.Id)];
        if (random.Chance(50)) side.Add(NodeId.Coordinator);
        world.Network.Partition((one, other) => side.Contains(one) != side.Contains(other));
        world.Queue.After(random.Between(100_000, 4_000_000), world.Network.Heal);
    }

    private void Slow(SimulatedNode? node)
    {
        if (node is null) return;
        node.Work.Slowness = random.Between(2, 10);
        world.Queue.After(random.Between(100_000, 2_000_000), () => node.Work.Slowness = 1);
    }

    private void FillDisk()
    {
        world.Disk.IsFull = true;
        world.Queue.After(random.Between(10_000, 1_500_000), () => world.Disk.IsFull = false);
    }
}
