namespace Distillery.Messages.Generations;

/// <summary>Coordinator to node: stop sending for earlier generations; a new one is being formed.</summary>
public sealed record Pause(Generation Generation) : Message;
