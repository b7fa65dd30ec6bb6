namespace Distillery.Messages.Membership;

/// <summary>Node to coordinator: it would like to go, and stays until it is dismissed.</summary>
public sealed record Leave(string Reason) : Message;
