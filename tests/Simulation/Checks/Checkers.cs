using Distillery.Coordinator.Protocol;
using Distillery.Messages;
using Distillery.Messages.Generations;
using Distillery.Messages.Progress;
using Distillery.Simulation.Cluster;
using Distillery.Simulation.Network;

namespace Distillery.Simulation.Checks;

/// <summary>Watches what must always hold (I1 to I6 in docs/protocol.md) while a simulation runs.</summary>
public sealed class Checkers(World world)
{
    /// <summary>How many steps were begun again although a node had applied them.</summary>
    public long RepeatedSteps { get; private set; }

    private const int SmallCluster = 32;

    private long _highestApplied;
    private long _oldMessages;

    /// <summary>I1 and I3: whoever has applied so many steps has the bits of the undisturbed run.</summary>
    public void StateChanged(SimulatedNode node, long appliedSteps, ulong hash)
    {
        Require(
            hash == world.Training.ReferenceHash(appliedSteps),
            $"I1/I3: after {appliedSteps} steps {node.Id} has other weights than the undisturbed run");
        _highestApplied = Math.Max(_highestApplied, appliedSteps);
    }

    /// <summary>I4: nobody whose state can be followed goes back.</summary>
    public void Ordered(NodeId node, CatchUp order)
    {
        if (world.Find(node)?.Machine is not { AppliedSteps: { } applied } machine || applied <= order.AppliedSteps) return;
        Require(
            machine.FirstRecord > world.Disk.Records.Count,
            $"I4: {node} goes back from step {applied} to {order.AppliedSteps}, and its records are here");
    }

    /// <summary>I1, I4: a generation begins with members that all have its step, and never before a complete checkpoint.
    /// I2: each rank has one place.</summary>
    public void Begun(Begin begin)
    {
        int next = 0;
        foreach (Member member in begin.Placement.Members)
        {
            Require(member.Ranks.First == next && member.Ranks.Count > 0, "I2: the ranks are not placed one after the other");
            next = member.Ranks.End;
            long? applied = world.Find(member.Node)?.Machine.AppliedSteps;
            Require(
                applied is null || applied == begin.Step,
                $"I4: the generation begins at step {begin.Step}, {member.Node} has applied {applied}");
        }
        Require(next == world.Plan.RankCount, "I2: a rank has no place");
        Require(begin.Step >= world.Disk.NewestCheckpoint, "I4: the generation begins before the newest checkpoint");
        if (begin.Step < _highestApplied) RepeatedSteps += _highestApplied - begin.Step;
    }

    /// <summary>I2: the record has each step once, in order, with each rank once.</summary>
    public void Recorded(StepRecord record)
    {
        Require(record.Step == world.Disk.Records.Count + world.RecordsUnderWay++, $"I2: the record of step {record.Step} is out of turn");
        Require(
            record.Reports.Select(report => report.Rank).SequenceEqual(Enumerable.Range(0, world.Plan.RankCount)),
            $"I2: step {record.Step} does not have each rank once");
        foreach (RankReport report in record.Reports)
        {
            Require(
                report.Loss == world.Training.Loss(record.Step, report.Rank),
                $"I2: rank {report.Rank} used other samples in step {record.Step}");
        }
        Require(record.IsSkipped == world.Training.IsBroken(record.Step), $"I3: step {record.Step} was skipped, or should have been");
    }

    /// <summary>I5: steps advance because messages come, not because the coordinator has lost its patience.</summary>
    public static void Told(ClusterEvent happened) => Require(
        !happened.Text.Contains("no step for", StringComparison.Ordinal), $"I5: {happened.Text}");

    /// <summary>I6: a message of an older generation changes nothing.</summary>
    public Action Watch(SimulatedProcess process, NodeId sender, Message message)
    {
        if (!process.IsPast(message) || !IsLookedAt()) return () => { };
        string before = process.Describe();
        return () => Require(
            process.Describe() == before,
            $"I6: {MessageText.Of(message)} of {sender} changed {process.Id} from\n{before}\nto\n{process.Describe()}");
    }

    /// <summary>I2, I5: the run has come to its end with all that belongs to it.</summary>
    public void Completed()
    {
        Require(world.Disk.Records.Count == world.Plan.EndSteps, "I2: the record does not end with the run");
        Require(world.Disk.NewestCheckpoint == world.Plan.TotalSteps, "I4: the run ended without its last checkpoint");
        Require(
            world.Disk.Checkpoints[world.Plan.TotalSteps].Hash() == world.Training.ReferenceHash(world.Plan.TotalSteps),
            "I3: the last checkpoint has other weights than the undisturbed run");
    }

    /// <summary>A machine of a large cluster has much to say about itself: there only some messages are looked at.</summary>
    private bool IsLookedAt() => world.Nodes.Count <= SmallCluster || _oldMessages++ % world.Nodes.Count == 0;

    public static void Require(bool condition, string broken)
    {
        if (!condition) throw new SimulationFailure(broken);
    }
}
