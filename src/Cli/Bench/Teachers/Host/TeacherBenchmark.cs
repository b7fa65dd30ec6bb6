using Distillery.Cli.Bench.Cluster;
using Distillery.Cli.Cluster;
using Distillery.Cli.Cluster.Host;
using Distillery.Coordinator;
using Distillery.GpuNode;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Helpers;
using Distillery.GpuNode.Protocol.Helpers;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Work;
using Distillery.Messages.Membership;
using Distillery.Shared.Actors;
using Distillery.Shared.Runs;
using Distillery.Shared.Seeds;
using Distillery.Shared.TensorLinks.Tcp;
using Distillery.Shared.TensorLinks.Tcp.Host;

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
        RateObserver observer = Observe();
        await using ClusterCoordinator cluster = await StartCoordinatorAsync(observer);
        await using ClusterNode student = await StartStudentAsync(cluster, Alone, SimulatedTeacher.InputsOf(_data, 0));
        return await observer.StepsPerSecond.WaitAsync(stop) * bench.Config.Train.SamplesPerStep;
    }

    /// <summary>The same with teachers in other processes, all of them alive.</summary>
    internal async Task<TeacherTurn> TimeAliveAsync(CancellationToken stop)
    {
        RateObserver observer = Observe();
        await using ClusterCoordinator cluster = await StartCoordinatorAsync(observer);
        RunningCoordinator coordinator = await cluster.LeadAsync(stop);
        await using NodeProcesses processes = await StartTeachersAsync(cluster, coordinator, stop);
        return await TimeAsync(cluster, observer, stop);
    }

    /// <summary>The same while a number of them is kept dead.</summary>
    internal async Task<TeacherTurn> TimeKilledAsync(CancellationToken stop)
    {
        RateObserver observer = Observe();
        await using ClusterCoordinator cluster = await StartCoordinatorAsync(observer);
        RunningCoordinator coordinator = await cluster.LeadAsync(stop);
        await using NodeProcesses processes = await StartTeachersAsync(cluster, coordinator, stop);
        RandomStream stream = RandomStream.Named(bench.Config.Seed, "teacher benchmark");
        TeacherKiller killer = new(shape, processes, () => CountReadyAsync(coordinator), stream, time);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task<(int Kills, double DownShare)> killing = killer.RunAsync(over.Token);
        await killer.Begun.WaitAsync(stop);
        TeacherTurn turn = await TimeAsync(cluster, observer, stop);
        over.Cancel();
        (int kills, double downShare) = await killing;
        return turn with { Kills = kills, DownShare = downShare };
    }

    private async Task<TeacherTurn> TimeAsync(
        ClusterCoordinator cluster, RateObserver observer, CancellationToken stop)
    {
        await using ClusterNode student = await StartStudentAsync(
            cluster, NodeRoles.Student | NodeRoles.Data, new RunInputs(_data, null, null));
        await observer.Begun.WaitAsync(stop);
        student.Node.Answers.Reset();
        double rate = await observer.StepsPerSecond.WaitAsync(stop);
        AnswerStatistics answers = student.Node.Answers;
        return new TeacherTurn(
            rate * bench.Config.Train.SamplesPerStep, answers.LatencySeconds(0.5), answers.LatencySeconds(0.99), answers.MeanBatchImages)
        {
            Answered = answers.Answered,
            SentAgain = answers.Sent(QuerySending.AfterLoss),
            Hedged = answers.Sent(QuerySending.Late),
            TurnedAway = answers.Sent(QuerySending.AfterBusy),
        };
    }

    /// <summary>They are started again when they were killed and have been away for a while.</summary>
    private async Task<NodeProcesses> StartTeachersAsync(
        ClusterCoordinator cluster, RunningCoordinator coordinator, CancellationToken stop)
    {
        ClusterRequest request = new(NodeCount: 0, shape.Teachers, Restarts: true, RecordSamples: false, Device: "cpu")
        {
            NodeArguments = ["--simulated-teacher", $"{shape.MicrosecondsPerImage}"],
            RestartPause = TimeSpan.FromSeconds(shape.AwaySeconds),
        };
        NodeProcesses processes = NodeProcesses.Start(request, cluster.Address, _ => { }, time);
        try
        {
            while (await CountReadyAsync(coordinator) < shape.Teachers) await Task.Delay(LookPeriod, time, stop);
            return processes;
        }
        catch
        {
            await processes.DisposeAsync();
            throw;
        }
    }

    private RateObserver Observe() => new(WarmUpSteps, WarmUpSteps + shape.Steps, time);

    private static async Task<int> CountReadyAsync(RunningCoordinator coordinator) =>
        (await coordinator.ViewAsync()).Nodes.Count(node => node.State == "teaching");

    private Task<ClusterCoordinator> StartCoordinatorAsync(RateObserver observer) =>
        bench.StartCoordinatorAsync(new CoordinatorSettings { ExpectedNodes = 1 }, observer, time);

    private Task<ClusterNode> StartStudentAsync(ClusterCoordinator cluster, NodeRoles roles, RunInputs inputs)
    {
        NodeSettings settings = new() { Self = NodeNames.Create(), Name = NodeNames.Host, Roles = roles };
        NodeWorkOptions work = new() { Writer = settings.Self.Value, LoadInputs = (_, _, _) => inputs, Cores = shape.Cores };
        ClusterPlace place = ClusterPlace.Loopback with { Seeds = ClusterPlace.ParseSeeds(cluster.Address) };
        return ClusterNode.StartAsync(settings, work, place, _ => { }, time);
    }
}
