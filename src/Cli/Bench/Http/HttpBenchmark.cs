using Distillery.Cli.Bench.Cluster;
using Distillery.Cli.Bench.Http.Host;
using Distillery.Coordinator.Http.Events;
using Distillery.Coordinator.Http.Host;

namespace Distillery.Cli.Bench.Http;

/// <summary>Steps a second of a run that answers over HTTP while many slow clients bother it, beside the same run alone. The
/// clients are in a process of their own on the same machine.</summary>
internal sealed class HttpBenchmark(BenchRun bench, int clientCount, TimeProvider time)
{
    private const int WarmUpSteps = 10;

    /// <summary>What the clients of the last turn came to.</summary>
    internal string Clients { get; private set; } = "";

    /// <returns>In images a second; the run without clients is the peer.</returns>
    internal Rates Measure(int rounds, int steps, CancellationToken stop)
    {
        using EmbeddedRun run = new(bench, time, stop);
        double Time(int clients) => TimeAsync(run, steps, clients).GetAwaiter().GetResult();
        return Rates.OfSteps(
            Turns.Take(rounds, () => Time(clientCount), () => Time(0), stop), bench.Config.Train.SamplesPerStep);
    }

    private Task<double> TimeAsync(EmbeddedRun run, int steps, int clients)
    {
        RateObserver observer = new(WarmUpSteps, WarmUpSteps + steps, time);
        EventFeed events = new(observer, time);
        return run.MeasureAsync(events, async coordinator =>
        {
            await using HttpFace face = await HttpFace.StartAsync(new HttpOptions(), coordinator, events, time);
            if (clients == 0) return await observer.StepsPerSecond;
            await using ClientProcess slow = ClientProcess.Start(face.Address, clients);
            double rate = await observer.StepsPerSecond;
            await slow.DisposeAsync(); // Only then are its last words there.
            Clients = slow.LastWords;
            return rate;
        });
    }
}
