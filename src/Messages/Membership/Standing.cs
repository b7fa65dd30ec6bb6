namespace Distillery.Messages.Membership;

/// <summary>How far a node is.</summary>
/// <param name="Generation">The newest generation that it was told of.</param>
/// <param name="AppliedSteps">How many steps its state has behind it, or null without state. One more than the run's steps
/// once the closing step is done.</param>
/// <param name="FirstRecord">The first step whose record it still holds; it holds all from there to the last applied
/// one.</param>
public sealed record Standing(Generation Generation, long? AppliedSteps, long FirstRecord);
