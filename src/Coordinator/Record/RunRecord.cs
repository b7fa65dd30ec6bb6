using Distillery.Coordinator.Observation;
using Distillery.Messages.Progress;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Record;

/// <summary>Keeps what the nodes tell of a run: steps.jsonl, samples.jsonl when asked to, metrics.jsonl and TensorBoard
/// events. What is appended is written by another thread, at once, and synced once a second; whoever appends never waits for the
/// disk.</summary>
/// <remarks><see cref="Append"/>, <see cref="Truncate"/> and <see cref="Totals"/> are for the coordinator's actor, which also
/// calls the observer; <see cref="Write"/> for the one that writes.</remarks>
public sealed class RunRecord : IDisposable
{
    /// <summary>So many entries are kept while the disk takes none: an hour at twenty steps a second, and with sample
    /// lists of four ranks about 200 MB.</summary>
    public const int LargestBacklog = 65_536;

    /// <summary>Nobody reads more names than these.</summary>
    private const int MostNamedDamages = 1000;

    /// <summary>How often records are synced, and how often a full disk is tried again.</summary>
    public static readonly TimeSpan SyncPeriod = TimeSpan.FromSeconds(1);

    private readonly RunShape _shape;
    private readonly RunRecordOptions _options;
    private readonly RunFolder _folder;
    private readonly IRunRecordListener _listener;
    private readonly IRunObserver _observer;
    private readonly EntryMaker _maker;
    private readonly RecordWriter _writer;
    private readonly HashSet<string> _namedDamages = new(StringComparer.Ordinal);

    /// <param name="steps">Open for this run; not disposed here.</param>
    /// <param name="listener">Told when there is something to write, and of the disk.</param>
    /// <param name="observer">Told of the run, by <see cref="Append"/>.</param>
    public RunRecord(
        RunFolder folder, StepLog steps, RunShape shape, RunRecordOptions options, IRunRecordListener listener,
        IRunObserver observer, TimeProvider time)
    {
        (_folder, _shape, _options, _listener, _observer) = (folder, shape, options, listener, observer);
        double wallSecondsBefore = 0;
        Totals = RecordTotals.None;
        options.History.Begin(shape);
        foreach (StepEntry entry in StepLog.ReadEntries(folder.StepsPath))
        {
            Totals = Totals.With(entry, shape);
            options.History.Add(entry, Totals.Counts);
            wallSecondsBefore = entry.WallSeconds;
        }
        _maker = new EntryMaker(shape, wallSecondsBefore, time);
        RecordFiles files = new(folder, steps, shape, options.RecordSamples, time, options.WrapSamples);
        NextStep = steps.Count;
        _writer = new RecordWriter(files, listener, time, SyncPeriod);
    }

    /// <summary>The step whose record comes next.</summary>
    public long NextStep { get; private set; }

    /// <summary>Records of all steps before this one are on the disk.</summary>
    public long DurableSteps => _writer.DurableCount;

    /// <summary>Of all records that were appended, durable or not.</summary>
    public RecordTotals Totals { get; private set; }

    /// <summary>Seconds of all attempts of the run until now.</summary>
    public double WallSeconds => _maker.WallSeconds;

    /// <summary>Takes records, in order; those that come again are passed over. Outcome:
    /// <see cref="IRunRecordListener.RecordsDurable"/>.</summary>
    /// <returns>How many of them were taken or passed over. Fewer than all only when the disk has taken nothing for so long
    /// that <see cref="LargestBacklog"/> is reached: offer the rest again later.</returns>
    /// <exception cref="ArgumentException">There is a gap before a record.</exception>
    public int Append(IReadOnlyList<StepRecord> records)
    {
        StepRecord[] news = [.. records.Where(record => record.Step >= NextStep)];
        int known = records.Count - news.Length;
        for (int i = 0; i < news.Length; i++)
        {
            if (news[i].Step == NextStep + i) continue;
            throw new ArgumentException($"record {news[i].Step} follows where {NextStep + i} is missing", nameof(records));
        }
        StepRecord[] taken = news[..Math.Min(news.Length, LargestBacklog - _writer.Backlog)];
        IReadOnlyList<StepEntry> entries = _maker.Make(taken);
        _writer.Add([.. entries.Select((entry, i) => new PendingEntry(entry, ReportsToKeep(taken[i])))]);
        for (int i = 0; i < taken.Length; i++) Tell(entries[i], taken[i]);
        NextStep += taken.Length;
        return known + taken.Length;
    }

    /// <summary>Removes the records of this step and of later ones, at once: they come again.</summary>
    public void Truncate(long step)
    {
        if (step >= NextStep) return;
        IReadOnlyList<StepEntry> waiting = _writer.Truncate(step);
        long firstWaiting = waiting.Count == 0 ? step : waiting[0].Step;
        Totals = RecordTotals.Of(
            StepLog.ReadEntries(_folder.StepsPath).TakeWhile(entry => entry.Step < firstWaiting).Concat(waiting), _shape);
        NextStep = step;
        _options.History.Truncate(step);
    }

    /// <summary>Asks for everything to be put on the disk without waiting for the second to pass.</summary>
    public void RequestSync() => _writer.RequestSync();

    /// <summary>Writes what is new; what takes time is done here.</summary>
    /// <param name="isTick">Whether <see cref="SyncPeriod"/> has passed since the last call with true.</param>
    /// <exception cref="IOException">The files cannot be written, and not for want of room.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Write(bool isTick) => _writer.Write(isTick);

    /// <summary>Puts everything on the disk; nothing is written any more.</summary>
    /// <exception cref="DiskFullException">No room: the steps that are not on the disk come again when the run goes
    /// on.</exception>
    public void Close() => _writer.Close();

    /// <summary>Ends it without a last attempt to write.</summary>
    public void Dispose() => _writer.Dispose();

    private IReadOnlyList<RankReport> ReportsToKeep(StepRecord record) => _options.RecordSamples ? record.Reports : [];

    private void Tell(StepEntry entry, StepRecord record)
    {
        Totals = Totals.With(entry, _shape);
        _options.History.Add(entry, Totals.Counts);
        if (entry.Counts.Damaged > 0) NameDamages(record);
        if (entry.DifferingRanks.Count > 0) _observer.Warned(Differing(entry));
        if (entry.Evaluation is not null) _observer.Evaluated(Totals.LastEvaluation!);
        if (_shape.Steps.IsClosing(entry.Step)) return;
        _observer.StepApplied(_shape.Report(entry, Totals.Counts, EntryMaker.PhaseSeconds(record)));
    }

    /// <summary>Names each damaged image once in an attempt, up to a limit.</summary>
    private void NameDamages(StepRecord record)
    {
        foreach (DamagedSample damage in record.Reports.SelectMany(report => report.Damages ?? []))
        {
            bool isNew = _namedDamages.Count < MostNamedDamages && _namedDamages.Add(damage.Text);
            if (isNew) _observer.Warned($"an image is damaged, the next healthy one takes its place: {damage.Text}");
            if (isNew && _namedDamages.Count == MostNamedDamages)
                _observer.Warned($"{MostNamedDamages} images are damaged; further ones are counted and not named.");
        }
    }

    private static string Differing(StepEntry entry) =>
        $"before step {entry.Step} the weights of rank{(entry.DifferingRanks.Count == 1 ? "" : "s")} "
        + $"{string.Join(", ", entry.DifferingRanks)} differ from those of the lowest rank: a node's memory or arithmetic is "
        + "not to be trusted; look for the nodes that host them, and go on from a checkpoint before that step.";
}
