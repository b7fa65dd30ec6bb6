namespace Distillery.Messages.Progress;

/// <summary>Node to coordinator: something in the node's own work failed; it ends, and the text tells people why.</summary>
/// <param name="IsFatal">It would fail on whatever node, so the run ends too.</param>
public sealed record WorkFailed(string Problem, string NextStep, bool IsFatal) : Message;
