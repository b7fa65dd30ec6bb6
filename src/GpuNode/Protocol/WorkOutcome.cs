namespace Distillery.GpuNode.Protocol;

/// <summary>What came of something that a machine ordered from its <see cref="INodeWork"/>.</summary>
public abstract record WorkOutcome;
