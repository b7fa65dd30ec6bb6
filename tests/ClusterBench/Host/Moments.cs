using System.Diagnostics;

namespace Distillery.ClusterBench.Host;

/// <summary>When something happened in each of several systems. For any thread.</summary>
/// <param name="expected">How often it happens.</param>
internal sealed class Moments(int expected)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<long> _stamps = [];

    internal Task Complete => _complete.Task;

    internal long First
    {
        get
        {
            lock (_gate) return _stamps[0];
        }
    }

    internal long Last
    {
        get
        {
            lock (_gate) return _stamps[^1];
        }
    }

    internal void Add()
    {
        lock (_gate)
        {
            _stamps.Add(Stopwatch.GetTimestamp());
            if (_stamps.Count == expected) _complete.SetResult();
        }
    }
}
