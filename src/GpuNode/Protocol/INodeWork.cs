using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;

namespace Distillery.GpuNode.Protocol;

/// <summary>What a <see cref="NodeMachine"/> has done for it. Every method returns at once; what takes time is done beside the
/// machine's loop, one thing after the other where they touch the same memory, and its outcome comes back as a
/// <see cref="WorkOutcome"/>.</summary>
/// <remarks>The state is w(s): weights, buffers, optimizer, and the totals so far. Only <see cref="Apply"/>,
/// <see cref="Restore"/> and <see cref="InstallState"/> change it, and the machine never has two of them under way. Each of
/// them gives up a computation that still runs, for that reads the state.</remarks>
public interface INodeWork
{
    /// <summary>Loads data, teacher and networks. Outcome: <see cref="Loaded"/>.</summary>
    void Load(Welcome welcome);

    /// <summary>Brings the state of a checkpoint, or at 0 the initial one. Outcome: <see cref="StateInstalled"/>.</summary>
    void Restore(long ticket, long appliedSteps);

    /// <summary>Computes the contributions of a step at the current state: each subtree's sum over its ranks, slice by slice as
    /// backward brings them, the reports in the last slice. An earlier order that still runs is given up. Outcome: a
    /// <see cref="SliceComputed"/> for every slice that the step has.</summary>
    void Compute(ComputeOrder order);

    /// <summary>The computed sum of a subtree for one slice; readable until the next <see cref="Compute"/>.</summary>
    Payload Contribution(long step, int slice, RankSpan subtree);

    /// <summary>Adds the parts along the rank tree and divides by the number of ranks; for the slice of reports, puts them
    /// together by rank. Disposes the payloads. Outcome: <see cref="Averaged"/>.</summary>
    /// <param name="parts">Subtrees that together cover all ranks, by rank.</param>
    void Average(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts);

    /// <summary>Keeps one slice of the average of the step that is under way, and disposes its payload once it is copied.
    /// </summary>
    void Keep(SliceAverage average);

    /// <summary>Turns w(s) into w(s+1) by the kept average; a step whose average is not finite, and the closing step, leave
    /// the weights alone. Outcome: <see cref="Applied"/>, or <see cref="AverageTorn"/> and the state is as before.</summary>
    void Apply(Generation generation, long step);

    /// <summary>One slice of the average that was applied last, for a node that lacks it.</summary>
    SliceAverage AppliedAverage(Generation generation, int slice);

    /// <summary>The state in pieces, for a node that has none; readable until the state changes.</summary>
    IReadOnlyList<Payload> StatePieces();

    /// <summary>Keeps a piece of a donor's state, and disposes its payload.</summary>
    void KeepPiece(StateChunk piece);

    /// <summary>Takes over the pieces that were kept. Outcome: <see cref="StateInstalled"/>, or <see cref="WorkBroken"/> when
    /// they do not fit together.</summary>
    void InstallState(long ticket, long appliedSteps);

    /// <summary>Copies the state and writes it to a folder that is not yet a checkpoint. Outcome:
    /// <see cref="CheckpointDone"/>.</summary>
    void WriteCheckpoint(long appliedSteps);
}
