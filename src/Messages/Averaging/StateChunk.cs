namespace Distillery.Messages.Averaging;

/// <summary>Donor to node: a piece of the state.</summary>
/// <param name="Index">Which piece, from 0; they are sent in order.</param>
/// <param name="Count">How many there are.</param>
public sealed record StateChunk(
    Generation Generation, long AppliedSteps, int Index, int Count, Payload Payload) : Message;
