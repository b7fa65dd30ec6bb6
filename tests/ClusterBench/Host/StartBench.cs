using System.Diagnostics;
using Distillery.Shared.Actors;

namespace Distillery.ClusterBench.Host;

/// <summary>From nothing to running actors. The first of each is the one that a person waits for; the others have their code compiled.</summary>
internal static class StartBench
{
    internal static async Task RunAsync(int trials)
    {
        Console.WriteLine($"one process alone: {await MeasureAsync(trials, AloneAsync)}");
        Console.WriteLine($"the founder of a cluster, until it is up: {await MeasureAsync(trials, FounderAsync)}");
    }

    private static async Task<string> MeasureAsync(int trials, Func<Task> start)
    {
        Times times = new("the others");
        long began = Stopwatch.GetTimestamp();
        await start();
        TimeSpan first = Stopwatch.GetElapsedTime(began);
        for (int trial = 1; trial < trials; trial++)
        {
            began = Stopwatch.GetTimestamp();
            await start();
            times.Add(Stopwatch.GetElapsedTime(began));
        }
        return $"the first {first.TotalMilliseconds:F0} ms; {times}; each with its end";
    }

    private static async Task AloneAsync()
    {
        await using LocalSystem system = LocalSystem.Start();
    }

    private static async Task FounderAsync()
    {
        await using Engines engines = await Engines.FormAsync(1);
    }
}
