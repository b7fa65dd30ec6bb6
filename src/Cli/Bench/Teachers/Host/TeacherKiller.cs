using System.Diagnostics;
using Distillery.Cli.Cluster.Host;
using Distillery.Shared.Seeds;

namespace Distillery.Cli.Bench.Teachers.Host;

/// <summary>Keeps a number of teachers dead: whenever more are ready than shall be, the one that lives longest is killed.</summary>
/// <param name="ready">How many are ready now.</param>
/// <param name="stream">Says in which order the first ones go.</param>
internal sealed class TeacherKiller(
    TeacherBenchShape shape, NodeProcesses processes, Func<Task<int>> ready, RandomStream stream, TimeProvider time)
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(50);

    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<int> _killed = [];
    private List<int> _byAge = [];
    private long _looks;
    private long _down;

    /// <summary>Ends when as many are dead as shall be.</summary>
    internal Task Begun => _begun.Task;

    /// <summary>Kills until it is over.</summary>
    /// <returns>How many were killed, and the mean share that was not ready since <see cref="Begun"/>.</returns>
    internal async Task<(int Kills, double DownShare)> RunAsync(CancellationToken over)
    {
        try
        {
            while (true)
            {
                int down = shape.Teachers - await ready();
                if (down >= shape.KeptDown) _begun.TrySetResult();
                else Kill();
                if (_begun.Task.IsCompleted) (_looks, _down) = (_looks + 1, _down + down);
                await Task.Delay(LookPeriod, time, over);
            }
        }
        catch (OperationCanceledException)
        {
            return (_killed.Count, (double)_down / _looks / shape.Teachers);
        }
    }

    private void Kill()
    {
        int[] living = [.. processes.ProcessIds.Except(_killed)];
        int[] young = [.. living.Except(_byAge).Order()];
        int[] order = new int[young.Length];
        stream.FillPermutation(order);
        _byAge = [.. _byAge.Intersect(living), .. order.Select(place => young[place])];
        if (_byAge.Count == 0) return;
        using Process victim = Process.GetProcessById(_byAge[0]);
        victim.Kill();
        _killed.Add(_byAge[0]);
    }
}
