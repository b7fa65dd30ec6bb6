using Distillery.Messages;
using Distillery.Shared.Compute;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Telemetry;

/// <summary>Where the time of all nodes has gone since the run's clock began, by what they tell in their heartbeats. For the
/// coordinator's loop alone.</summary>
internal sealed class GoodputAccount(TimeProvider time)
{
    private readonly Dictionary<NodeId, Entry> _nodes = [];
    private readonly double[] _seconds = new double[DeviceActivities.Count];
    private long? _beginTimestamp;

    /// <summary>So far; NaN before there is any time.</summary>
    internal double Goodput => _seconds.Sum() > 0 ? DeviceActivities.Goodput(_seconds) : double.NaN;

    /// <summary>The run's clock begins, or goes on after these seconds by activity of earlier attempts.</summary>
    internal void Begin(GoodputSummary? before)
    {
        _beginTimestamp = time.GetTimestamp();
        if (before?.ToSeconds() is not { } seconds) return;
        for (int i = 0; i < seconds.Count; i++) _seconds[i] += seconds[i];
    }

    /// <summary>A node is there, and has told nothing yet.</summary>
    /// <param name="hasBegun">The run goes on, so that the node takes a place that was missed; otherwise all are at their
    /// beginning.</param>
    /// <param name="heard">When that was heard, which may be a while before the loop comes to it.</param>
    internal void Join(NodeId node, bool hasBegun, long heard) =>
        _nodes.TryAdd(node, new Entry(null, heard, hasBegun ? DeviceActivity.Recover : DeviceActivity.Idle, heard, CountedSeconds: 0));

    /// <summary>A node tells its seconds by activity since it started.</summary>
    /// <param name="heard">When that was heard.</param>
    internal void Note(NodeId node, IReadOnlyList<double> seconds, long heard)
    {
        if (seconds.Count != DeviceActivities.Count || !seconds.All(double.IsFinite)) return;
        if (!_nodes.TryGetValue(node, out Entry before)) return; // It is lost, and this is a word that was under way.
        double counted = before.Seconds is { } told ? CountSpent(before, told, seconds, heard) : CountSilence(before, heard);
        _nodes[node] = before with
        {
            Seconds = seconds, Timestamp = heard, Otherwise = DeviceActivity.Idle, CountedSeconds = before.CountedSeconds + counted,
        };
    }

    /// <summary>A node has gone as it should: from its last word on it stood still.</summary>
    internal void Leave(NodeId node) => Remove(node, DeviceActivity.Idle);

    /// <summary>A node is lost: what it did since its last word, if anything, was of no use.</summary>
    internal void Lose(NodeId node) => Remove(node, DeviceActivity.Recover);

    /// <summary>The account until now.</summary>
    internal GoodputSummary Summarize()
    {
        double[] seconds = [.. _seconds];
        long now = time.GetTimestamp();
        foreach (Entry entry in _nodes.Values) seconds[(int)entry.Otherwise] += SilentSeconds(entry, now);
        return GoodputSummary.Of(seconds);
    }

    /// <summary>What a node has done between two words. No more counts than has gone by since the run's clock began: a word may tell of
    /// time before that, and may have waited until it was heard.</summary>
    private double CountSpent(Entry before, IReadOnlyList<double> told, IReadOnlyList<double> seconds, long heard)
    {
        if (_beginTimestamp is not { } begin) return 0;
        double[] spent = [.. seconds.Zip(told, (now, then) => Math.Max(0, now - then))];
        double room = time.GetElapsedTime(Math.Max(begin, before.JoinTimestamp), heard).TotalSeconds - before.CountedSeconds;
        double all = spent.Sum();
        if (room <= 0 || all <= 0) return 0;
        double share = Math.Min(1, room / all);
        for (int i = 0; i < spent.Length; i++) _seconds[i] += spent[i] * share;
        return all * share;
    }

    private double CountSilence(Entry before, long heard)
    {
        double silent = SilentSeconds(before, heard);
        _seconds[(int)before.Otherwise] += silent;
        return silent;
    }

    private void Remove(NodeId node, DeviceActivity silence)
    {
        if (_nodes.Remove(node, out Entry entry)) _seconds[(int)silence] += SilentSeconds(entry, time.GetTimestamp());
    }

    /// <summary>From the node's last word, or from the beginning of the run's clock, to this moment.</summary>
    private double SilentSeconds(Entry entry, long until) => _beginTimestamp is { } begin
        ? Math.Max(0, time.GetElapsedTime(Math.Max(begin, entry.Timestamp), until).TotalSeconds) : 0;

    /// <param name="Seconds">Null before it has told any.</param>
    /// <param name="Otherwise">What the time counts for of which it has not told.</param>
    /// <param name="CountedSeconds">Of its time, since it joined and the run's clock began.</param>
    private readonly record struct Entry(
        IReadOnlyList<double>? Seconds, long Timestamp, DeviceActivity Otherwise, long JoinTimestamp, double CountedSeconds);
}
