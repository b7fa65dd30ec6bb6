using Distillery.Messages.Averaging;

namespace Distillery.GpuNode.Protocol;

/// <summary>A slice's average is ready to be sent.</summary>
/// <param name="Average">Its payload stays as it is until the average of the next step but one.</param>
public sealed record Averaged(SliceAverage Average) : WorkOutcome;
