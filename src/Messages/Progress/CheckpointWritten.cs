namespace Distillery.Messages.Progress;

/// <summary>Node to coordinator: the files are on the disk, and wait to be published.</summary>
/// <param name="Folder">Its name within the run's folder of checkpoints.</param>
public sealed record CheckpointWritten(Generation Generation, long AppliedSteps, string Folder) : Message;
