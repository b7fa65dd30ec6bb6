using Distillery.Messages.Progress;

namespace Distillery.GpuNode.Protocol;

/// <summary>A step has been applied.</summary>
public sealed record Applied(StepRecord Record) : WorkOutcome;
