namespace Distillery.Messages.Membership;

/// <summary>Coordinator to node: it cannot take part, and trying again will not help.</summary>
/// <param name="Problem">For the person who started the node: what is wrong.</param>
/// <param name="NextStep">What to do about it.</param>
public sealed record Reject(string Problem, string NextStep) : Message;
