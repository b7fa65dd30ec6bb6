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
        _nodes.TryAdd(node, new Entry(null, heard, hasBegun ? DeviceActivity.Recover : DeviceActivity.Idle));

    /// <summary>A node tells its seconds by activity since it started.</summary>
    /// <param name="heard">When that was heard.</param>
    internal void Note(NodeId node, IReadOnlyList<double> seconds, long heard)
    {
        if (seconds.Count != DeviceActivities.Count || !seconds.All(double.IsFinite)) return;
        if (!_nodes.TryGetValue(node, out Entry before)) return; // It is lost, and this is a word that was under way.
        if (before.Seconds is null) _seconds[(int)before.Otherwise] += SilentSeconds(before, heard);
        else if (_beginTimestamp is { } begin)
        {
            // Of what went by before the run's clock began, nothing counts.
            double all = Math.Max(1e-9, time.GetElapsedTime(before.Timestamp, heard).TotalSeconds);
            double after = Math.Max(0, time.GetElapsedTime(begin, heard).TotalSeconds);
            double share = before.Timestamp >= begin ? 1 : after / all;
            for (int i = 0; i < seconds.Count; i++) _seconds[i] += Math.Max(0, seconds[i] - before.Seconds[i]) * share;
        }
        _nodes[node] = new Entry(seconds, heard, DeviceActivity.Idle);
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

    private void Remove(NodeId node, DeviceActivity silence)
    {
        if (_nodes.Remove(node, out Entry entry)) _seconds[(int)silence] += SilentSeconds(entry, time.GetTimestamp());
    }

    /// <summary>From the node's last word, or from the beginning of the run's clock, to this moment.</summary>
    private double SilentSeconds(Entry entry, long until) => _beginTimestamp is { } begin
        ? Math.Max(0, time.GetElapsedTime(Math.Max(begin, entry.Timestamp), until).TotalSeconds) : 0;

    /// <param name="Seconds">Null before it has told any.</param>
    /// <param name="Otherwise">What the time counts for of which it has not told.</param>
    private readonly record struct Entry(IReadOnlyList<double>? Seconds, long Timestamp, DeviceActivity Otherwise);
}
