using Distillery.Messages;
using Distillery.Shared.Protocol;
using Distillery.Simulation.Network;
using Distillery.Simulation.Scenarios;

namespace Distillery.Simulation.Cluster;

/// <summary>What can be done to the processes of a run and to what connects them, with all that others then hear of it, and when.
/// </summary>
public sealed class Mishaps(World world)
{
    private const int SoonestRenewal = 50_000;
    private const int LatestRenewal = 500_000;
    private const int HeardAgainPercent = 30;

    private int _cuts;

    public void Kill(SimulatedNode node, bool isMachineGone)
    {
        world.Trace.Add(world.Queue.Now, $"{node.Id} is killed");
        world.Network.Kill(node, isMachineGone);
        world.Remove(node);
        TellDead(node.Id, isMachineGone, world.Leadership.Living.Select(coordinator => coordinator.Control));
    }

    /// <param name="restartMicroseconds">When another process begins to ask for the lease.</param>
    public void KillCoordinator(bool isMachineGone, long restartMicroseconds)
    {
        if (world.Coordinator is not { IsAlive: true } dead || world.IsOver) return;
        world.Trace.Add(world.Queue.Now, $"the coordinator of term {dead.Term} is killed");
        world.Network.Kill(dead, isMachineGone);
        world.Leadership.Left(dead, isMachineGone);
        TellDead(NodeId.Coordinator, isMachineGone, FollowersOf(dead));
        if (isMachineGone) world.Disk.LosePower();
        world.Queue.After(restartMicroseconds, world.Leadership.Await);
    }

    /// <summary>Stops a node for a while. When that takes too long others give it up, and then perhaps its engine too.</summary>
    public void Stall(SimulatedNode node, long microseconds)
    {
        world.Network.Stall(node, microseconds);
        if (microseconds <= Scenario.LossAfterMicroseconds) return;
        world.Queue.After(Scenario.LossAfterMicroseconds, () => TellDowned(node, world.Delay()));
        if (world.Random.Chance(50)) Quarantine(node, Scenario.LossAfterMicroseconds, microseconds);
    }

    public void StallCoordinator(long microseconds)
    {
        if (world.Coordinator is not { IsAlive: true, IsStalled: false } coordinator) return;
        world.Network.Stall(coordinator, microseconds);
        if (microseconds <= Scenario.LossAfterMicroseconds) return;
        world.Queue.After(Scenario.LossAfterMicroseconds, () =>
        {
            foreach (ControlEnd node in FollowersOf(coordinator))
                world.Control.TellLost(node, NodeId.Coordinator, LossReason.Downed("membership has given it up"), world.Delay());
        });
    }

    /// <summary>From now on those pairs cannot reach each other, on one plane or on both.</summary>
    public void Cut(Func<NodeId, NodeId, bool> isCut, bool isControl = true, bool isData = true)
    {
        int cut = ++_cuts;
        if (isData) world.Network.Partition(isCut);
        if (!isControl) return;
        world.Control.Cut(isCut);
        world.Queue.After(Scenario.LossAfterMicroseconds, () =>
        {
            if (cut != _cuts) return;
            foreach (SimulatedNode node in world.Nodes.Where(node => world.Control.IsCut(node.Id, NodeId.Coordinator)))
            {
                TellDowned(node, world.Delay());
                world.Control.TellLost(
                    node.Control, NodeId.Coordinator, LossReason.Downed("membership has given it up"), world.Delay());
            }
        });
    }

    public void Heal()
    {
        _cuts++;
        world.Network.Heal();
        world.Control.Heal();
    }

    /// <summary>Membership gives a node up that lives: nobody hears from its engine until it has another one.</summary>
    public void GiveUp(SimulatedNode node)
    {
        TellDowned(node, world.Delay());
        Quarantine(node, 0, 0);
    }

    /// <summary>Somebody believes that a node is dead, and it is not.</summary>
    public void BelieveDead(SimulatedNode node, long microseconds = 0)
    {
        foreach (SimulatedCoordinator coordinator in world.Leadership.Living)
            world.Control.TellLost(coordinator.Control, node.Id, LossReason.Died("so it seems"), microseconds);
    }

    /// <summary>A node believes that its coordinator is dead, and it is not.</summary>
    public void BelieveCoordinatorDead(SimulatedNode node, long microseconds = 0) =>
        world.Control.TellLost(node.Control, NodeId.Coordinator, LossReason.Died("so it seems"), microseconds);

    /// <summary>A process that nobody has admitted calls a node on the data plane, as a member of the present generation would.</summary>
    public void Intrude(SimulatedNode victim)
    {
        world.Network.Connect(new Stranger(world, victim.Id), victim.Id);
    }

    /// <summary>The coordinator cannot renew its lease for a while, and another process stands by.</summary>
    public void LoseLease(long microseconds)
    {
        SimulatedCoordinator? holder = world.Coordinator;
        world.Leadership.IsInReach = false;
        world.Leadership.Await();
        world.Queue.After(microseconds, () =>
        {
            if (world.Coordinator == holder) world.Leadership.IsInReach = true;
        });
    }

    private void TellDowned(SimulatedNode node, long microseconds)
    {
        foreach (SimulatedCoordinator coordinator in world.Leadership.Living)
            world.Control.TellLost(coordinator.Control, node.Id, LossReason.Downed("membership has given it up"), microseconds);
    }

    private void TellDead(NodeId dead, bool isMachineGone, IEnumerable<ControlEnd> others)
    {
        long noticed = isMachineGone ? Scenario.LossAfterMicroseconds : 0;
        LossReason reason = isMachineGone ? LossReason.Downed("its machine is gone") : LossReason.Died("its process has ended");
        foreach (ControlEnd other in others.ToArray())
        {
            world.Control.TellLost(other, dead, reason, noticed + world.Delay());
            if (world.Random.Chance(HeardAgainPercent)) // Membership says the same, when it has settled.
                world.Control.TellLost(other, dead, LossReason.Downed("it was removed"), noticed + world.Random.Between(500_000, 4_000_000));
        }
    }

    private void Quarantine(SimulatedNode node, long from, long noticed)
    {
        world.Queue.After(from, () => node.Control.IsQuarantined = true);
        world.Queue.After(
            noticed + world.Random.Between(SoonestRenewal, LatestRenewal), () => node.Do(node.RenewEngine));
    }

    private IEnumerable<ControlEnd> FollowersOf(SimulatedCoordinator coordinator) => world.Nodes
        .Where(node => node.Control.PeerOf(NodeId.Coordinator) == coordinator).Select(node => node.Control).ToArray();
}
