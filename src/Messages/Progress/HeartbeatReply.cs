namespace Distillery.Messages.Progress;

/// <summary>Coordinator to node: I live too.</summary>
/// <param name="DurableSteps">Records of earlier steps are on the coordinator's disk and need not be held.</param>
public sealed record HeartbeatReply(Generation Generation, long DurableSteps) : Message;
