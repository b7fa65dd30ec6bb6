using Distillery.Coordinator.Protocol;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Simulation.Checks;
using Distillery.Simulation.Network;
using Distillery.Simulation.Training;

namespace Distillery.Simulation.Cluster;

/// <summary>A coordinator's process: the production machine over a simulated network and disk.</summary>
public sealed class SimulatedCoordinator : SimulatedProcess, ICoordinatorOutbox
{
    private readonly World _world;
    private readonly ToyAverager _averager;
    private readonly CoordinatorMachine _machine;

    public SimulatedCoordinator(World world, CoordinatorOptions options) : base(NodeId.Coordinator)
    {
        _world = world;
        _averager = new ToyAverager(world.Training, world.Plan);
        _machine = new CoordinatorMachine(options, world.Disk.Open(), this);
    }

    public CoordinatorPhase Phase => _machine.Phase;

    public Generation Generation => _machine.Generation;

    public override void Connected(NodeId peer)
    {
        // A node says Hello itself.
    }

    public override void Received(NodeId peer, Message message) => _machine.Receive(peer, message);

    public override void Lost(NodeId peer, string reason) => _machine.Lost(peer, reason);

    public override void Tick(long milliseconds) => _machine.Tick(milliseconds);

    public override bool IsPast(Message message) => message is not Heartbeat && MessageGeneration.Of(message) < Generation;

    public override string Describe() => _machine.Describe();

    public void Stop(string reason) => _machine.Stop(reason);

    public void Send(NodeId node, Message message)
    {
        if (message is Begin begin && _world.Journal.TryBegin(begin)) _world.Checks.Begun(begin);
        else if (message is CatchUp order)
        {
            _world.Journal.CatchUps.Add((node, order));
            _world.Checks.Ordered(node, order);
        }
        _world.Network.Send(this, node, message);
    }

    public void Disconnect(NodeId node) => _world.Network.Disconnect(this, node);

    public void Ignored(NodeId sender, Message message, string reason)
    {
        _world.Journal.Ignored.Add((Id, message.GetType().Name, reason));
        _world.Trace.Add(_world.Queue.Now, $"coordinator ignores {MessageText.Of(message)} of {sender}: {reason}");
    }

    public void Tell(ClusterEvent happened)
    {
        _world.Trace.Add(_world.Queue.Now, $"* {happened.Kind}: {happened.Text}");
        _world.Journal.Events.Add((happened, Phase, _world.Queue.Now));
        Checkers.Told(happened);
    }

    public void Append(IReadOnlyList<StepRecord> records)
    {
        _world.RecordsUnderWay = 0;
        foreach (StepRecord record in records) _world.Checks.Recorded(record);
        _world.Disk.Records.AddRange(records);
        Synchronize();
    }

    public void RequestDurable()
    {
        // This disk takes its time whoever asks.
    }

    public void TruncateRecords(long step) => _world.Disk.Truncate(step);

    public void Remember(long generationNumber, IReadOnlyList<NodeId> members) =>
        _world.Disk.Remember(generationNumber, members);

    public void Describe(RunFacts facts)
    {
        // The simulation knows its own run.
    }

    public void Publish(long appliedSteps, string folder) => After(5_000, () =>
    {
        if (_world.Disk.Publish(folder)) _machine.CheckpointPublished(appliedSteps);
        else _machine.CheckpointNotPublished(appliedSteps, "the disk is full");
    });

    public void Average(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts)
    {
        if (_averager.Average(generation, step, slice, parts) is { } average) After(500, () => _machine.Averaged(average));
    }

    public void Finished(RunOutcome outcome) => _world.Ended(this, outcome);

    private void Synchronize() => After(20_000, () =>
    {
        if (_world.Disk.IsFull)
        {
            Synchronize();
            return;
        }
        _world.Disk.Sync(_world.Disk.Records.Count);
        _machine.RecordsDurable(_world.Disk.SyncedRecords);
    });

    private void After(int mostMicroseconds, Action action) =>
        _world.Queue.After(_world.Random.Between(100, mostMicroseconds), () => Do(action));
}
