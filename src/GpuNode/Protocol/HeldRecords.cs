using Distillery.Messages.Progress;
using Distillery.Shared;
using Distillery.Shared.Wire;

namespace Distillery.GpuNode.Protocol;

/// <summary>The records of applied steps that are not known to be on the coordinator's disk, without gaps.</summary>
internal sealed class HeldRecords
{
    // Of a report's numbers, and of a kept sample's index, as they are written. Roughly is enough.
    private const int ReportBytes = 160;
    private const int IndexBytes = 4;

    /// <summary>A heartbeat is a small message; what is left over goes with the next one.</summary>
    private const int MostInOneMessage = 64;

    private readonly Queue<StepRecord> _records = [];
    private long _end;
    private long _nextToReport;

    /// <summary>The step of the first one; where the next one will be when there is none.</summary>
    internal long First => _end - _records.Count;

    internal int Count => _records.Count;

    internal IReadOnlyList<StepRecord> All => [.. _records];

    internal void Add(StepRecord record)
    {
        Invariant.That(record.Step == _end, $"the record of step {record.Step} came where that of {_end} was due");
        _records.Enqueue(record);
        _end++;
    }

    /// <summary>Starts anew with a state of so many applied steps.</summary>
    internal void Reset(long appliedSteps, IReadOnlyList<StepRecord> records)
    {
        _records.Clear();
        _end = appliedSteps - records.Count;
        foreach (StepRecord record in records) Add(record);
        _nextToReport = First;
    }

    internal void Drop(long durableSteps)
    {
        while (_records.Count > 0 && First < durableSteps) _records.Dequeue();
    }

    /// <summary>Reports from this step on again: whoever was told before may not have heard it.</summary>
    internal void ReportFrom(long step) => _nextToReport = step;

    internal IReadOnlyList<StepRecord> TakeUnreported()
    {
        long from = Math.Max(_nextToReport, First);
        List<StepRecord> records = [];
        int bytes = 0;
        foreach (StepRecord record in _records.Skip((int)(from - First)).Take(MostInOneMessage))
        {
            bytes += BytesOf(record);
            if (records.Count > 0 && bytes > WireLimits.HeartbeatRecordBytes) break;
            records.Add(record);
        }
        _nextToReport = from + records.Count;
        return records;
    }

    private static int BytesOf(StepRecord record) => record.Reports.Sum(report =>
        ReportBytes + IndexBytes * report.Kept.Count + (report.Damages?.Sum(damage => damage.Text.Length + IndexBytes) ?? 0));
}
