namespace Distillery.Messages.Generations;

/// <summary>Coordinator to node: report your records, then write a checkpoint of the state that you are paused in. Said at
/// a stop, when the last node with state leaves, and when the last checkpoint of a run is missing.</summary>
/// <param name="DurableSteps">Records of earlier steps are not wanted.</param>
public sealed record Save(Generation Generation, long DurableSteps) : Message;
