namespace Distillery.GpuNode.Protocol;

/// <summary>A checkpoint waits to be published, or could not be written.</summary>
/// <param name="Folder">Its name within the run's folder of checkpoints; null when it failed.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
public sealed record CheckpointDone(long AppliedSteps, string? Folder, WorkFailure? Failure) : WorkOutcome;
