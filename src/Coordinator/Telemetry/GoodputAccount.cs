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

    /// <summary>A node tells its seconds by activity since it started.</summary>
    internal void Note(NodeId node, IReadOnlyList<double> seconds)
    {
        if (seconds.Count != DeviceActivities.Count || !seconds.All(double.IsFinite)) return;
        long now = time.GetTimestamp();
        if (_nodes.TryGetValue(node, out Entry before) && _beginTimestamp is { } begin)
        {
            // Of what went by before the run's clock began, nothing counts.
            double all = Math.Max(1e-9, time.GetElapsedTime(before.Timestamp, now).TotalSeconds);
            double share = before.Timestamp >= begin ? 1 : time.GetElapsedTime(begin, now).TotalSeconds / all;
            for (int i = 0; i < seconds.Count; i++) _seconds[i] += Math.Max(0, seconds[i] - before.Seconds[i]) * share;
        }
        _nodes[node] = new Entry(seconds, now);
    }

    /// <summary>A node is gone: from its last word on it stood still.</summary>
    internal void Leave(NodeId node)
    {
        if (!_nodes.Remove(node, out Entry entry)) return;
        _seconds[(int)DeviceActivity.Idle] += SilentSeconds(entry);
    }

    /// <summary>The account until now.</summary>
    internal GoodputSummary Summarize()
    {
        double[] seconds = [.. _seconds];
        seconds[(int)DeviceActivity.Idle] += _nodes.Values.Sum(SilentSeconds);
        return GoodputSummary.Of(seconds);
    }

    private double SilentSeconds(Entry entry) =>
        _beginTimestamp is { } begin ? time.GetElapsedTime(Math.Max(begin, entry.Timestamp)).TotalSeconds : 0;

    private readonly record struct Entry(IReadOnlyList<double> Seconds, long Timestamp);
}
