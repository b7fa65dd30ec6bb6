namespace Distillery.Messages.Averaging;

/// <summary>Node to donor: send me all slices of the average that you applied last.</summary>
/// <param name="Step">The step of that average.</param>
public sealed record FetchAverage(Generation Generation, long Step) : Message;
