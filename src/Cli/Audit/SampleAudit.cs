using Distillery.Coordinator.Record;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Audit;

/// <summary>Whether each epoch uses every sample once, by samples.jsonl where there is one, and by the plan
/// otherwise.</summary>
internal sealed class SampleAudit : IDisposable
{
    private const string Redo = "Go on from a checkpoint before that step, or run again in another folder.";

    private readonly AuditedRun _run;
    private readonly FindingList _findings;
    private readonly IEnumerator<SampleEntry>? _lines;
    private readonly HashSet<int> _epochSamples = [];
    private bool _hasLine;
    private long _lineNumber;
    private long _epoch = -1;

    /// <exception cref="UserErrorException">Nothing says which samples the steps had.</exception>
    internal SampleAudit(AuditedRun run, FindingList findings)
    {
        (_run, _findings) = (run, findings);
        if (File.Exists(run.Folder.SamplesPath))
        {
            _lines = SampleLog.ReadAll(run.Folder.SamplesPath).GetEnumerator();
            MoveNext();
        }
        else if (run.Plan is null)
        {
            throw new UserErrorException(
                $"{run.Folder.FullPath} has neither samples.jsonl nor a coordinator.json with the number of samples",
                "Bring the missing file back from where the folder was copied.");
        }
    }

    internal string Source => _lines is null ? "plan" : "samples.jsonl";

    internal long EpochCount { get; private set; }

    internal long SampleCount { get; private set; }

    /// <summary>Checks the samples of one step. Steps come in order.</summary>
    internal void Check(StepEntry entry)
    {
        if (entry.Epoch != _epoch)
        {
            (_epoch, EpochCount) = (entry.Epoch, EpochCount + 1);
            _epochSamples.Clear();
        }
        int[]? planned = _run.Plan is null ? null : PlannedIndices(entry.Step);
        if (planned is not null && SampleDigests.OfIndices(planned) != entry.SamplesDigest)
            _findings.Add("the samples are not those of the plan", $"steps.jsonl, step {entry.Step}", Redo);
        int[] indices = _lines is null ? planned! : TakeLines(entry, planned);
        SampleCount += indices.Length;
        int repeated = indices.Count(index => !_epochSamples.Add(index));
        if (repeated > 0)
            _findings.Add(
                $"{repeated} samples are used a second time in epoch {entry.Epoch}", $"{Source}, step {entry.Step}", Redo);
    }

    /// <summary>Checks that samples.jsonl ends where steps.jsonl does. A run that goes on writes samples first.</summary>
    internal void CheckEnd(long stepCount)
    {
        if (!_hasLine || _run.Summary?.Status is not RunStatus.Completed) return;
        _findings.Add(
            $"it goes on with step {_lines!.Current.Step} where the run's {stepCount} steps end",
            $"samples.jsonl:{_lineNumber}", "Run the same command again: it removes lines that are too many.");
    }

    public void Dispose() => _lines?.Dispose();

    private int[] PlannedIndices(long step)
    {
        (int epoch, int stepInEpoch) = _run.Plan!.Locate(step);
        int batch = _run.Plan.BatchSize;
        int[] indices = new int[_run.Plan.RankCount * batch];
        for (int rank = 0; rank < _run.Plan.RankCount; rank++)
            _run.Plan.Indices(epoch, stepInEpoch, rank, indices.AsSpan(rank * batch, batch));
        return indices;
    }

    /// <summary>The lines of one step in samples.jsonl, where steps are counted once they are applied.</summary>
    private int[] TakeLines(StepEntry entry, int[]? planned)
    {
        List<int> indices = [];
        List<int> ranks = [];
        long keptCount = 0;
        long firstLine = _lineNumber;
        for (; _hasLine && _lines!.Current.Step <= entry.Step + 1; MoveNext())
        {
            SampleEntry line = _lines.Current;
            ranks.Add(line.Rank);
            indices.AddRange(line.Indices);
            keptCount += line.Kept.Count;
            if (line.Kept.Except(line.Indices).Any())
                _findings.Add("kept samples are not of the batch", $"samples.jsonl:{_lineNumber}", Redo);
        }
        string where = $"samples.jsonl, step {entry.Step + 1}, from line {firstLine}";
        if (!ranks.SequenceEqual(Enumerable.Range(0, _run.Config.Train.Replicas)))
            _findings.Add(
                $"the lines are of ranks {string.Join(", ", ranks)} instead of each of {_run.Config.Train.Replicas} once",
                where, Redo);
        else if (planned is null ? SampleDigests.OfIndices([.. indices]) != entry.SamplesDigest : !indices.SequenceEqual(planned))
            _findings.Add("the samples are not those that the step had", where, Redo);
        else if (keptCount != entry.Counts.Trained)
            _findings.Add($"{keptCount} samples were kept and {entry.Counts.Trained} trained on", where, Redo);
        return [.. indices];
    }

    private void MoveNext()
    {
        try
        {
            _hasLine = _lines!.MoveNext();
            _lineNumber++;
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UserErrorException(
                $"{_run.Folder.SamplesPath}:{_lineNumber + 1}: it is not a line of samples",
                "Bring a sound copy back, or remove the file to audit by the plan.", error);
        }
    }
}
