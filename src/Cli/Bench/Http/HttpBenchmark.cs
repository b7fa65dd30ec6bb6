using Distillery.Cli.Bench.Cluster;
using Distillery.Cli.Bench.Http.Host;
using Distillery.Coordinator.Http.Events;
using Distillery.Coordinator.Http.Host;

namespace Distillery.Cli.Bench.Http;

/// <summary>Steps a second of a run that answers over HTTP while many slow clients bother it, beside the same run without that.
/// The clients are in a process of their own on the same machine.</summary>
/// <param name="isControlled">The peer has clients beside it as well, which bother a stand-in: then only what the run's own
/// server costs tells the two apart. Otherwise the peer is alone.</param>
internal sealed class HttpBenchmark(BenchRun bench, int clientCount, bool isControlled, TimeProvider time)
{
    private const int WarmUpSteps = 10;

    private enum Callers
    {
        None,
        Elsewhere,
        Here,
    }

    /// <summary>What the clients of the last turn came to.</summary>
    internal string Clients { get; private set; } = "";

    /// <returns>In images a second; the run that nobody bothers is the peer.</returns>
    internal Rates Measure(int rounds, int steps, CancellationToken stop)
    {
        using EmbeddedRun run = new(bench, time, stop);
        double Time(Callers callers) => TimeAsync(run, steps, callers).GetAwaiter().GetResult();
        Callers peers = isControlled ? Callers.Elsewhere : Callers.None;
        return Rates.OfSteps(
            Turns.Take(rounds, () => Time(Callers.Here), () => Time(peers), stop), bench.Config.Train.SamplesPerStep);
    }

    private Task<double> TimeAsync(EmbeddedRun run, int steps, Callers callers)
    {
        RateObserver observer = new(WarmUpSteps, WarmUpSteps + steps, time);
        EventFeed events = new(observer, time);
        return run.MeasureAsync(events, async coordinator =>
        {
            await using HttpFace face = await HttpFace.StartAsync(new HttpOptions(), coordinator, events, time);
            if (callers == Callers.None) return await observer.StepsPerSecond;
            await using ClientProcess slow = ClientProcess.Start(callers == Callers.Here ? face.Address : null, clientCount);
            double rate = await observer.StepsPerSecond;
            await slow.DisposeAsync(); // Only then are its last words there.
            if (callers == Callers.Here) Clients = slow.LastWords;
            return rate;
        });
    }
}
