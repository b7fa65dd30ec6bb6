namespace Distillery.Messages.Progress;

/// <summary>Node to coordinator: a checkpoint could not be written. The ones before it are as they were.</summary>
/// <param name="IsFatal">The state itself is not worth saving: a weight is not a finite number.</param>
public sealed record CheckpointFailed(
    Generation Generation, long AppliedSteps, string Problem, string NextStep, bool IsFatal) : Message;
