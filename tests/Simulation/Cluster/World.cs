using System.Runtime.InteropServices;
using Distillery.Coordinator.Protocol;
using Distillery.GpuNode.Protocol;
using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared.Plans;
using Distillery.Simulation.Checks;
using Distillery.Simulation.Network;
using Distillery.Simulation.Scenarios;
using Distillery.Simulation.Time;
using Distillery.Simulation.Training;

namespace Distillery.Simulation.Cluster;

/// <summary>Everything there is in a simulated run: time, chance, network, disk, processes, and who watches them.</summary>
public sealed class World
{
    private const long TickMicroseconds = 50_000;
    private const string Fingerprint = "toy";

    private readonly Scenario _scenario;
    private readonly List<SimulatedNode> _nodes = [];
    private readonly Dictionary<NodeId, SimulatedNode> _nodesById = [];
    private (long Step, byte[] Bytes, RankReport[] Reports) _reports = (-1, [], []);
    private int _started;

    public World(Scenario scenario, int keptTraceLines)
    {
        _scenario = scenario;
        Random = new SeededRandom(SeededRandom.Mix(scenario.Seed));
        Trace = new Trace(keptTraceLines);
        Training = new ToyTraining(scenario.Seed, scenario.Shape);
        ToyShape shape = scenario.Shape;
        Plan = new RunPlan(shape.RankCount, shape.GradientSlices + 1, shape.TotalSteps, 7, scenario.CheckpointEvery);
        Facts = new RunFacts(shape.TotalSteps, 10, 100, Plan.SliceCount, shape.VectorLength, 1, null, null);
        Checks = new Checkers(this);
        Network = new SimulatedNetwork(Queue, Random, Trace, scenario.Network) { Watch = Checks.Watch };
        Control = new ControlPlane(Queue, Random, Trace, scenario.Network);
        Leadership = new Leadership(this);
        Mishaps = new Mishaps(this);
    }

    public EventQueue Queue { get; } = new();

    public SeededRandom Random { get; }

    public Trace Trace { get; }

    public ToyTraining Training { get; }

    public RunPlan Plan { get; }

    public RunFacts Facts { get; }

    public SimulatedDisk Disk { get; } = new();

    /// <summary>The data plane.</summary>
    public SimulatedNetwork Network { get; }

    public ControlPlane Control { get; }

    public Leadership Leadership { get; }

    /// <summary>What can be done to processes and to what connects them.</summary>
    public Mishaps Mishaps { get; }

    public Checkers Checks { get; }

    public Journal Journal { get; } = new();

    /// <summary>The one that took the lease last, dead or alive.</summary>
    public SimulatedCoordinator? Coordinator { get; private set; }

    public IReadOnlyList<SimulatedNode> Nodes => _nodes;

    /// <summary>A living node by the order of starts, from 0; null once it has ended.</summary>
    public SimulatedNode? Node(int number) => Find(NameOf(number));

    public static NodeId NameOf(int number) => new($"node-{number:0000}");

    public SimulatedNode? Find(NodeId node) => _nodesById.GetValueOrDefault(node);

    public RunOutcome? Outcome { get; private set; }

    public bool IsOver => Outcome is not null;

    /// <summary>Records that are being appended and not yet in the disk's list.</summary>
    public int RecordsUnderWay { get; set; }

    public long StepMicroseconds => _scenario.StepMicroseconds;

    public bool AveragesAtCoordinator => _scenario.AveragesAtCoordinator;

    /// <summary>How long something is on its way.</summary>
    public long Delay() => _scenario.Network.Delay(Random);

    /// <summary>The reports that these bytes stand for. All nodes of a cluster have the same ones, so they share them.</summary>
    public IReadOnlyList<RankReport> ReportsOf(long step, ReadOnlySpan<byte> bytes)
    {
        if (_reports.Step != step || !bytes.SequenceEqual(_reports.Bytes)) _reports = (step, bytes.ToArray(), MakeReports(step, bytes));
        return _reports.Reports;
    }

    /// <summary>The lease is free: a coordinator takes it and the next term.</summary>
    internal SimulatedCoordinator StartCoordinator()
    {
        Coordinator = new SimulatedCoordinator(this, new CoordinatorOptions(
            "run", "", Fingerprint, "", _scenario.Shape.RankCount, _scenario.MinimumNodes, _scenario.NodeCount,
            2_000, Scenario.LossAfterMicroseconds / 1000, 20_000, _scenario.MostSkippedSteps, _scenario.AveragesAtCoordinator)
        {
            NeedsTeacher = _scenario.NeedsTeacher,
            NeedsSameBits = true,
        });
        Journal.CoordinatorStarts++;
        Network.Add(Coordinator);
        KeepTicking(Coordinator);
        return Coordinator;
    }

    public void StartNode(NodeRoles roles = NodeRoles.Student, bool isStrange = false)
    {
        SimulatedNode node = new(this, NameOf(_started++), new NodeProfile(
            "host", roles, 1, "", new LinkTimes(100, Scenario.LossAfterMicroseconds / 1000),
            _scenario.MostHeldRecords), isStrange);
        _nodes.Add(node);
        _nodesById.Add(node.Id, node);
        Network.Add(node);
        KeepTicking(node);
    }

    public void StartNodeAfter(long microseconds) => Queue.After(microseconds, () =>
    {
        if (!IsOver) StartNode();
    });

    /// <summary>A node's process is no more.</summary>
    internal void Remove(SimulatedNode node)
    {
        _nodes.Remove(node);
        _nodesById.Remove(node.Id);
    }

    /// <summary>A node's machine is done with its part. While the run goes on, nobody has reason to go but those who wished to.</summary>
    public void Exited(SimulatedNode node, NodeExit exit)
    {
        Trace.Add(Queue.Now, $"{node.Id} exits: {exit.Reason} {exit.Text}");
        Checkers.Require(exit.Reason == DismissReason.Drained || node.IsStrange, $"{node.Id} gave up: {exit.Reason} {exit.Text}");
        Journal.Exits.Add((node.Id, exit));
        Network.Kill(node, isMachineGone: false);
        Remove(node);
    }

    /// <summary>The coordinator has come to an end.</summary>
    public void Ended(RunOutcome outcome)
    {
        Trace.Add(Queue.Now, $"the run ends: {outcome}");
        Outcome = outcome;
    }

    /// <summary>A coordinator has found that it does not lead: its process stands by like any other.</summary>
    public void Deposed(SimulatedCoordinator coordinator, string reason)
    {
        Trace.Add(Queue.Now, $"the coordinator of term {coordinator.Term} is deposed: {reason}");
        Journal.Depositions++;
        Network.Kill(coordinator, isMachineGone: false);
        Leadership.Left(coordinator, isMachineGone: false);
        Queue.After(Random.Between(1_000, 1_000_000), Leadership.Await);
    }

    private RankReport[] MakeReports(long step, ReadOnlySpan<byte> bytes) =>
        [.. MemoryMarshal.Cast<byte, int>(bytes).ToArray().Select(rank => new RankReport(
            rank, Training.Loss(step, rank), 1, [], "toy", 0, 0, double.NaN, [],
            Plan.IsHashDue(step) ? Training.ReferenceHash(step) : null, null))];

    private void KeepTicking(SimulatedProcess process) => Queue.After(Random.Between(1, (int)TickMicroseconds), () =>
    {
        if (!process.IsAlive) return;
        if (!process.IsStalled) process.Tick(Queue.Milliseconds);
        Queue.After(TickMicroseconds, () => TickAgain(process));
    });

    private void TickAgain(SimulatedProcess process)
    {
        if (!process.IsAlive || IsOver) return;
        if (!process.IsStalled) process.Tick(Queue.Milliseconds);
        Queue.After(TickMicroseconds, () => TickAgain(process));
    }
}
