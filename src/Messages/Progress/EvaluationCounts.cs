namespace Distillery.Messages.Progress;

/// <summary>A rank's share of an evaluation, in images.</summary>
/// <param name="Top1">How many it got right.</param>
/// <param name="Top5">How many had the right class among its first five.</param>
public sealed record EvaluationCounts(long Images, long Top1, long Top5);
