namespace Distillery.Messages.Averaging;

/// <summary>Averager to member, or donor to a node one step behind: the average over all ranks of one slice.</summary>
/// <param name="Hash">Of the payload's bytes, for the record of the step.</param>
/// <param name="IsFinite">Whether all numbers are; a step with any other is skipped.</param>
public sealed record SliceAverage(
    Generation Generation, long Step, int Slice, ulong Hash, bool IsFinite, Payload Payload) : Message;
