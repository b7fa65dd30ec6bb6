using System.Diagnostics;
using System.Globalization;
using Distillery.Cli.Cluster;
using Distillery.Cli.Cluster.Host;
using Distillery.Coordinator;
using Distillery.Shared;
using Distillery.Shared.Actors;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Bench.Cluster;

/// <summary>Images a second of a run on several node processes beside PyTorch's DistributedDataParallel on gloo, with as many
/// processes, the same network, batch and threads.</summary>
/// <param name="isPeerChannelsLast">Whether the peer's network and images are in channels-last order.</param>
internal sealed class NodesBenchmark(BenchRun bench, int nodes, bool isPeerChannelsLast, TimeProvider time)
{
    internal const string ScriptPath = "bench/peers/ddp.py";
    private const int WarmUpSteps = 10;

    /// <param name="steps">Timed steps of a turn.</param>
    /// <param name="rounds">How often each side has its turn.</param>
    /// <param name="script">The peer's program.</param>
    internal Rates Measure(int steps, int rounds, string? script, CancellationToken stop)
    {
        (double[] product, double[] peer) = Turns.Take(
            rounds, () => TimeNodes(steps).GetAwaiter().GetResult(), () => TimePeer(script, steps), stop);
        return new Rates(product, peer);
    }

    private async Task<double> TimeNodes(int steps)
    {
        RateObserver observer = new(WarmUpSteps, WarmUpSteps + steps, time);
        await using ClusterCoordinator cluster = await bench.StartCoordinatorAsync(
            new CoordinatorSettings { ExpectedNodes = nodes }, observer, time);
        ClusterRequest request = new(nodes, TeacherCount: 0, Restarts: false, RecordSamples: false, Device: "cpu");
        await using NodeProcesses processes = NodeProcesses.Start(request, cluster.Address, _ => { }, time);
        Task ended = await Task.WhenAny(observer.StepsPerSecond, processes.Failed);
        if (ended == processes.Failed) throw RunFailures.Of(await processes.Failed);
        return await observer.StepsPerSecond * bench.Config.Train.SamplesPerStep;
    }

    private double TimePeer(string? script, int steps)
    {
        string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
        ProcessStartInfo info = PeerScript.StartInfo(ScriptPath, script,
        [
            "--architecture", bench.Config.Student.Architecture, "--processes", Number(nodes),
            "--batch", Number(bench.Config.Train.Batch), "--threads", Number(bench.Config.Train.Threads),
            "--warm-up", Number(WarmUpSteps), "--steps", Number(steps), .. (string[])(isPeerChannelsLast ? ["--channels-last"] : []),
        ]);
        info.RedirectStandardOutput = true;
        using Process process = Process.Start(info)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0 && double.TryParse(output, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate))
            return rate;
        throw new UserErrorException(
            $"the peer {ScriptPath} has ended with exit code {process.ExitCode}", "Install Debian's python3-torch, then run it again.");
    }
}
