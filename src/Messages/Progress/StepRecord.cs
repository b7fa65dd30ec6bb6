namespace Distillery.Messages.Progress;

/// <summary>What is remembered of an applied step: the same on every node that applied it, apart from durations.</summary>
/// <param name="Step">From 0; the closing step is the number of the run's steps.</param>
/// <param name="AverageHash">Over the hashes of all slices of the average, in order.</param>
/// <param name="IsSkipped">The average was not finite, so the weights stayed as they were.</param>
/// <param name="Reports">By rank.</param>
public sealed record StepRecord(
    long Step, Generation Generation, ulong AverageHash, bool IsSkipped, IReadOnlyList<RankReport> Reports);
