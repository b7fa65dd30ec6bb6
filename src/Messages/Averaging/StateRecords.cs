using Distillery.Messages.Progress;

namespace Distillery.Messages.Averaging;

/// <summary>Donor to node, before the pieces of the state: the records of steps that are not yet on the coordinator's disk.
/// So whoever has the state can complete the record too.</summary>
public sealed record StateRecords(Generation Generation, IReadOnlyList<StepRecord> Records) : Message;
