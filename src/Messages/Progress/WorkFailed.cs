namespace Distillery.Messages.Progress;

/// <summary>Node to coordinator: something in the node's own work failed; it ends, and the text tells people why.</summary>
public sealed record WorkFailed(string Problem, string NextStep) : Message;
