using Distillery.Messages.Generations;
using Distillery.Messages.Progress;

namespace Distillery.Messages.Averaging;

/// <summary>Node to averager: the sum of a subtree of ranks, for one slice of the flat vector.</summary>
/// <param name="Ranks">The leaves of a whole subtree.</param>
/// <param name="Payload">Float32 or bfloat16 as the run's wire type says; for the last slice, encoded reports.</param>
public sealed record SlicePart(Generation Generation, long Step, int Slice, RankSpan Ranks, Payload Payload) : Message;

/// <summary>Averager to member, or donor to a node one step behind: the average over all ranks of one slice.</summary>
/// <param name="Hash">Of the payload's bytes, for the record of the step.</param>
/// <param name="IsFinite">Whether all numbers are; a step with any other is skipped.</param>
public sealed record SliceAverage(
    Generation Generation, long Step, int Slice, ulong Hash, bool IsFinite, Payload Payload) : Message;

/// <summary>Node to donor: send me all slices of the average that you applied last.</summary>
/// <param name="Step">The step of that average.</param>
public sealed record FetchAverage(Generation Generation, long Step) : Message;

/// <summary>Node to donor: send me your state.</summary>
/// <param name="AppliedSteps">How many steps it must have applied.</param>
public sealed record FetchState(Generation Generation, long AppliedSteps) : Message;

/// <summary>Donor to node: it has not, or no longer, what was asked for.</summary>
public sealed record FetchRefused(Generation Generation, string Reason) : Message;

/// <summary>Donor to node, before the pieces of the state: the records of steps that are not yet on the coordinator's disk.
/// So whoever has the state can complete the record too.</summary>
public sealed record StateRecords(Generation Generation, IReadOnlyList<StepRecord> Records) : Message;

/// <summary>Donor to node: a piece of the state.</summary>
/// <param name="Index">Which piece, from 0; they are sent in order.</param>
/// <param name="Count">How many there are.</param>
public sealed record StateChunk(
    Generation Generation, long AppliedSteps, int Index, int Count, Payload Payload) : Message;
