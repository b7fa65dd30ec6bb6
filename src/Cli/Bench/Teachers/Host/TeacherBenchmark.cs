using System.Diagnostics;
using Distillery.Cli.Bench.Cluster;
using Distillery.Cli.Cluster;
using Distillery.Cli.Cluster.Host;
using Distillery.Coordinator.Host;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Host;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Work;
using Distillery.Messages.Membership;
using Distillery.Shared.Runs;
using Distillery.Shared.Seeds;
using Distillery.Shared.Transport.Tcp;
using Distillery.Shared.Transport.Tcp.Host;

namespace Distillery.Cli.Bench.Teachers.Host;

/// <summary>A student whose teachers are in other processes beside the same student with answers for free. Coordinator and student are
/// in this process, over TCP in both cases.</summary>
internal sealed class TeacherBenchmark(BenchRun bench, TeacherBenchShape shape, TimeProvider time)
{
    private const int WarmUpSteps = 10;
    private const NodeRoles Alone = NodeRoles.Student | NodeRoles.Teacher | NodeRoles.Data;

    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(50);

    private readonly DataSources _data = DataSources.Open(bench.Config.Data);

    /// <summary>Images a second with a teacher that takes no time.</summary>
    internal async Task<double> TimeFreeAsync(CancellationToken stop)
    {
        using RunFolder folder = bench.OpenFolder();
        RateObserver observer = new(WarmUpSteps, WarmUpSteps + shape.Steps, time);
        await using CoordinatorHost coordinator = StartCoordinator(folder, observer);
        await using NodeHost student = StartStudent(coordinator.Address, Alone, SimulatedTeacher.InputsOf(_data, 0));
        return await observer.StepsPerSecond.WaitAsync(stop) * bench.Config.Train.SamplesPerStep;
    }

    /// <summary>The same with teachers in other processes.</summary>
    /// <param name="kills">Whether they are killed meanwhile.</param>
    internal async Task<TeacherTurn> TimePoolAsync(bool kills, CancellationToken stop)
    {
        using RunFolder folder = bench.OpenFolder();
        RateObserver observer = new(WarmUpSteps, WarmUpSteps + shape.Steps, time);
        await using CoordinatorHost coordinator = StartCoordinator(folder, observer);
        ClusterRequest request = new(NodeCount: 0, shape.Teachers, Restarts: true, RecordSamples: false, Device: "cpu")
        {
            NodeArguments = ["--simulated-teacher", $"{shape.MicrosecondsPerImage}"],
        };
        await using NodeProcesses processes = NodeProcesses.Start(request, coordinator.Address, _ => { }, time);
        await AllTeachAsync(coordinator, stop);
        await using NodeHost student = StartStudent(
            coordinator.Address, NodeRoles.Student | NodeRoles.Data, new RunInputs(_data, null, null));
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task<int> killing = kills ? KillAsync(processes, over.Token) : Task.FromResult(0);
        double rate = await observer.StepsPerSecond.WaitAsync(stop);
        over.Cancel();
        return new TeacherTurn(
            rate * bench.Config.Train.SamplesPerStep, student.Answers.LatencySeconds(0.5), student.Answers.LatencySeconds(0.99),
            student.Answers.MeanBatchImages, await killing);
    }

    private CoordinatorHost StartCoordinator(RunFolder folder, RateObserver observer) => ListeningCoordinator.Start(
        folder, bench.Config, new CoordinatorHostOptions { ExpectedNodes = 1 }, "127.0.0.1:0", observer, time);

    private NodeHost StartStudent(string coordinator, NodeRoles roles, RunInputs inputs)
    {
        NodeHostOptions hosting = new()
        {
            Self = NodeNames.Create(), Name = NodeNames.Host, CoordinatorAddress = coordinator, Roles = roles,
        };
        NodeWorkOptions work = new()
        {
            Writer = hosting.Self.Value, LoadInputs = (_, _, _) => inputs, Cores = shape.Cores,
        };
        TcpTransportOptions transport = new()
        {
            Self = hosting.Self,
            LossAfter = TimeSpan.FromMilliseconds(bench.Config.Cluster.LossAfterMilliseconds),
            Time = time,
        };
        return NodeHost.Start(hosting, work, listener => TcpTransport.Start(transport, listener), _ => { }, time);
    }

    private async Task AllTeachAsync(CoordinatorHost coordinator, CancellationToken stop)
    {
        while ((await coordinator.ViewAsync()).Nodes.Count(node => node.State == "teaching") < shape.Teachers)
            await Task.Delay(LookPeriod, time, stop);
    }

    private async Task<int> KillAsync(NodeProcesses processes, CancellationToken over)
    {
        RandomStream stream = RandomStream.Named(bench.Config.Seed, "teacher benchmark");
        int killed = 0;
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(shape.KillSeconds), time, over);
                int[] living = [.. processes.ProcessIds.Order()];
                int[] order = new int[living.Length];
                stream.FillPermutation(order);
                foreach (int victim in order.Take(shape.KilledAtOnce))
                {
                    using Process process = Process.GetProcessById(living[victim]);
                    process.Kill();
                    killed++;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return killed;
        }
    }
}
