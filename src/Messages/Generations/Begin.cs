namespace Distillery.Messages.Generations;

/// <summary>Coordinator to node: all members have the same state; go on.</summary>
/// <param name="Step">The first step of the generation, which is also how many are applied.</param>
/// <param name="DurableSteps">Records of earlier steps are on the coordinator's disk and need not be held.</param>
public sealed record Begin(Generation Generation, long Step, long DurableSteps, Placement Placement) : Message;
