namespace Distillery.Messages.Averaging;

/// <summary>Node to donor: send me your state.</summary>
/// <param name="AppliedSteps">How many steps it must have applied.</param>
public sealed record FetchState(Generation Generation, long AppliedSteps) : Message;
