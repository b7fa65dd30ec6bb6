using Distillery.Messages.Progress;

namespace Distillery.Coordinator.Record;

/// <summary>An entry that is not yet known to be on the disk.</summary>
/// <param name="Reports">What samples.jsonl needs beside it; empty when samples are not recorded.</param>
internal sealed record PendingEntry(StepEntry Entry, IReadOnlyList<RankReport> Reports);
