using Distillery.Messages;
using Distillery.Simulation.Cluster;
using Distillery.Simulation.Network;
using Distillery.Simulation.Time;

namespace Distillery.Simulation.Scenarios;

/// <summary>Lets things go wrong, as the seed says.</summary>
public sealed class Faults(World world, SeededRandom random)
{
    private const int MostLostMessages = 12;
    private const int LatestWord = 4_000_000;

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
            case FaultKind.KillCoordinator: world.Mishaps.KillCoordinator(isMachineGone: false, random.Between(1_000, 3_000_000)); break;
            case FaultKind.KillCoordinatorAndItsMachine: world.Mishaps.KillCoordinator(isMachineGone: true, random.Between(1_000, 3_000_000)); break;
            case FaultKind.KillEverything: KillEverything(); break;
            case FaultKind.StallNode: Stall(AnyNode(), random.Between(1_000, 900_000)); break;
            case FaultKind.StallNodeForLong: Stall(AnyNode(), random.Between(1_000_000, 4_000_000)); break;
            case FaultKind.StallCoordinator: world.Mishaps.StallCoordinator(random.Between(1_000, 2_500_000)); break;
            case FaultKind.CutLink: CutLink(); break;
            case FaultKind.Partition: Partition(isControl: true, isData: true); break;
            case FaultKind.DrainNode: AnyNode()?.Machine.Drain("the simulation wishes it"); break;
            case FaultKind.JoinNode: world.StartNode(); break;
            case FaultKind.SlowNode: Slow(AnyNode()); break;
            case FaultKind.FillDisk: FillDisk(); break;
            default: HappenToLinks(kind); break;
        }
    }

    /// <summary>What an actor system does, and our own transport never did.</summary>
    private void HappenToLinks(FaultKind kind)
    {
        if (AnyNode() is not { } node) return;
        switch (kind)
        {
            case FaultKind.LoseControl: LoseControl(node); break;
            case FaultKind.CutControl: Partition(isControl: true, isData: false); break;
            case FaultKind.CutData: Partition(isControl: false, isData: true); break;
            case FaultKind.BelieveDead when random.Chance(50): world.Mishaps.BelieveDead(node); break;
            case FaultKind.BelieveDead: world.Mishaps.BelieveCoordinatorDead(node); break;
            case FaultKind.TellLate: TellLate(node); break;
            case FaultKind.GiveUp: world.Mishaps.GiveUp(node); break;
            case FaultKind.LoseLease: world.Mishaps.LoseLease(random.Between(100_000, 3_000_000)); break;
            case FaultKind.StallCoordinatorForAnother:
                world.Mishaps.StallCoordinator(random.Between(300_000, 2_500_000));
                world.Leadership.Await();
                break;
            case FaultKind.Intrude: world.Mishaps.Intrude(node); break;
            default: throw new InvalidOperationException($"{kind} is not done to links");
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
        world.Mishaps.Kill(node, isMachineGone);
        if (random.Chance(80)) world.StartNodeAfter(random.Between(10_000, 2_000_000));
    }

    private void KillEverything()
    {
        foreach (SimulatedNode node in world.Nodes.Where(node => node.IsAlive).ToArray())
        {
            world.Mishaps.Kill(node, isMachineGone: false);
            world.StartNodeAfter(random.Between(10_000, 1_000_000));
        }
        world.Mishaps.KillCoordinator(random.Chance(50), random.Between(1_000, 1_000_000));
    }

    private void Stall(SimulatedNode? node, long microseconds)
    {
        if (node is not null) world.Mishaps.Stall(node, microseconds);
    }

    private void CutLink()
    {
        if (AnyNode() is not { } node) return;
        NodeId[] peers = [.. node.Links.Keys.Order()];
        if (peers.Length > 0) world.Network.Cut(node, random.Pick(peers));
    }

    private void Partition(bool isControl, bool isData)
    {
        HashSet<NodeId> side = [.. world.Nodes.Where(node => node.IsAlive && random.Chance(50)).Select(node => node.Id)];
        if (random.Chance(50)) side.Add(NodeId.Coordinator);
        bool isOneWay = isControl && !isData && random.Chance(30); // Sides hear of each other and are not heard.
        world.Mishaps.Cut(
            (one, other) => side.Contains(one) != side.Contains(other) && (!isOneWay || side.Contains(one)), isControl, isData);
        world.Queue.After(random.Between(100_000, 4_000_000), world.Mishaps.Heal);
    }

    private void LoseControl(SimulatedNode node)
    {
        (NodeId from, NodeId to) = random.Chance(50) ? (node.Id, NodeId.Coordinator) : (NodeId.Coordinator, node.Id);
        world.Control.LoseNext(from, to, random.Between(1, MostLostMessages));
    }

    /// <summary>By then the node has a new link, for the one that is meant has a gap.</summary>
    private void TellLate(SimulatedNode node)
    {
        if (random.Chance(50)) world.Mishaps.BelieveDead(node, random.Between(500_000, LatestWord));
        else world.Mishaps.BelieveCoordinatorDead(node, random.Between(500_000, LatestWord));
        if (random.Chance(50)) LoseControl(node);
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
