using Distillery.GpuNode.Data;
using Distillery.Messages.Progress;

namespace Distillery.GpuNode.Work;

/// <summary>A rank's share of an evaluation.</summary>
/// <param name="Damages">Images that could not be decoded.</param>
internal sealed record EvaluationPart(EvaluationCounts Counts, IReadOnlyList<DamagedImage> Damages);
