using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;

namespace Distillery.Coordinator.Protocol;

/// <summary>Where a <see cref="CoordinatorMachine"/> says what it wants. Every method returns at once.</summary>
public interface ICoordinatorOutbox
{
    void Send(NodeId node, Message message);

    /// <summary>Ends the link with a node.</summary>
    void Disconnect(NodeId node);

    /// <summary>A message changed nothing.</summary>
    /// <param name="reason">Why, in a few words.</param>
    void Ignored(NodeId sender, Message message, string reason);

    /// <summary>Something happened that people want to read of.</summary>
    void Tell(ClusterEvent happened);

    /// <summary>Appends records to the run's record, in order and without gaps. Outcome:
    /// <see cref="CoordinatorMachine.RecordsDurable"/> once they are on the disk.</summary>
    void Append(IReadOnlyList<StepRecord> records);

    /// <summary>Something waits for the records that were appended: they go to the disk now.</summary>
    void RequestDurable();

    /// <summary>Removes the records of this step and of later ones: they come again. At once.</summary>
    void TruncateRecords(long step);

    /// <summary>Remembers what the next coordinator must know, before anything of this generation is said.</summary>
    void Remember(long generationNumber, IReadOnlyList<NodeId> members);

    /// <summary>The first node that is ready tells what the run is.</summary>
    void Describe(RunFacts facts);

    /// <summary>Makes a written folder the newest checkpoint. Outcome: <see cref="CoordinatorMachine.CheckpointPublished"/>
    /// or <see cref="CoordinatorMachine.CheckpointNotPublished"/>.</summary>
    void Publish(long appliedSteps, string folder);

    /// <summary>Adds the parts along the rank tree and divides by the number of ranks; for the slice of reports, puts them
    /// together by rank. Disposes the payloads. Outcome: <see cref="CoordinatorMachine.Averaged"/>.</summary>
    /// <param name="parts">Subtrees that together cover all ranks, by rank.</param>
    void Average(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts);

    /// <summary>The run is over, and all nodes were told. Said once.</summary>
    void Finished(RunOutcome outcome);

    /// <summary>Another coordinator leads: all links end, nothing is written any more, and no node is told a word. Said once, and
    /// <see cref="Finished"/> is not.</summary>
    void Deposed(string reason);
}
