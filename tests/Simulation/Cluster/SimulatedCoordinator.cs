using Distillery.Coordinator.Protocol;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Protocol;
using Distillery.Shared.TensorLinks;
using Distillery.Simulation.Checks;
using Distillery.Simulation.Network;
using Distillery.Simulation.Training;

namespace Distillery.Simulation.Cluster;

/// <summary>A coordinator's process: the production machine over a simulated network and disk, fed while its lease lasts.</summary>
public sealed class SimulatedCoordinator : SimulatedProcess, ICoordinatorOutbox
{
    private readonly World _world;
    private readonly ToyAverager _averager;
    private readonly CoordinatorMachine _machine;
    private readonly RunLease _lease = new(Leadership.LeaseMilliseconds);
    private readonly DataAdmission _admission = new();
    private readonly Dictionary<NodeId, long> _dataLinkOf = []; // The control link that stood when a node's data link came.

    public SimulatedCoordinator(World world, CoordinatorOptions options) : base(NodeId.Coordinator)
    {
        _world = world;
        _averager = new ToyAverager(world.Training, world.Plan);
        CoordinatorPast past = world.Disk.Open();
        Term = past.Term;
        string secret = $"the secret of term {Term}";
        _machine = new CoordinatorMachine(options with { DataSecret = secret }, past, this);
        _admission.Admit(secret);
        _lease.Renewed(world.Queue.Milliseconds);
        Control = new ControlEnd(
            world.Control, this, (peer, message) => world.Network.Deliver(this, peer, message),
            (peer, reason) => Feed(() => _machine.Lost(peer, reason)), answersAs: Term);
    }

    public long Term { get; }

    public ControlEnd Control { get; }

    public CoordinatorPhase Phase => _machine.Phase;

    public Generation Generation => _machine.Generation;

    public override void Connected(NodeId peer) => _dataLinkOf[peer] = Control.Links.Standing(peer) ?? 0;

    public override void Received(NodeId peer, Message message) => Feed(() => _machine.Receive(peer, message));

    /// <summary>Nodes have a data link with a coordinator that averages: then it needs both.</summary>
    public override void Lost(NodeId peer, string reason)
    {
        if (_dataLinkOf.Remove(peer, out long opened)) Control.Lose(peer, opened, LossReason.Closed(reason));
    }

    public override void Tick(long milliseconds)
    {
        if (_world.Leadership.TryRenew(this)) _lease.Renewed(milliseconds);
        Feed(() => _machine.Tick(milliseconds));
    }

    public override string? RefusalOf(SimulatedProcess dialer) => _admission.Refusal(dialer.Secret);

    /// <summary>Without a lease no message counts, of whichever generation: the next one ends the machine.</summary>
    public override bool IsPast(Message message) =>
        Leads() && message is not Heartbeat && MessageGeneration.Of(message) < Generation;

    public override string Describe() => _machine.Describe();

    public void Stop(string reason) => Feed(() => _machine.Stop(reason));

    public void Send(NodeId node, Message message)
    {
        if (message is Begin begin && _world.Journal.TryBegin(begin)) _world.Checks.Begun(begin);
        else if (message is CatchUp order)
        {
            _world.Journal.CatchUps.Add((node, order));
            _world.Checks.Ordered(node, order);
        }
        if (MessageCodec.PlaneOf(MessageCodec.KindOf(message)) == MessagePlane.Control) Control.Send(node, message);
        else _world.Network.Send(this, node, message);
    }

    public void Disconnect(NodeId node)
    {
        Control.End(node);
        _world.Network.Disconnect(this, node);
    }

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
        _world.Disk.Append(Term, records);
        Synchronize();
    }

    public void RequestDurable()
    {
        // This disk takes its time whoever asks.
    }

    public void TruncateRecords(long step) => _world.Disk.Truncate(Term, step);

    public void Remember(long generationNumber, IReadOnlyList<NodeId> members) =>
        _world.Disk.Remember(Term, generationNumber, members);

    public void Describe(RunFacts facts)
    {
        // The simulation knows its own run.
    }

    public void Publish(long appliedSteps, string folder) => After(5_000, () =>
    {
        if (_world.Disk.Publish(Term, folder)) _machine.CheckpointPublished(appliedSteps);
        else _machine.CheckpointNotPublished(appliedSteps, "the disk is full");
    });

    public void Average(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts)
    {
        if (_averager.Average(generation, step, slice, parts) is { } average) After(500, () => _machine.Averaged(average));
    }

    public void Finished(RunOutcome outcome)
    {
        _world.Disk.Fence(Term);
        _world.Ended(outcome);
    }

    public void Deposed(string reason)
    {
        Control.EndAll();
        _world.Deposed(this, reason);
    }

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

    /// <summary>Whatever comes, comes while the lease is held.</summary>
    private void Feed(Action input)
    {
        if (!IsAlive) return;
        if (Leads()) input();
        else _machine.Depose("the lease on the run folder is lost");
    }

    /// <summary>A lease that has run out may still be renewed, as long as nobody has taken it.</summary>
    private bool Leads()
    {
        long now = _world.Queue.Milliseconds;
        if (!_lease.IsHeld(now) && _world.Leadership.TryRenew(this)) _lease.Renewed(now);
        return _lease.IsHeld(now);
    }

    private void After(int mostMicroseconds, Action action) =>
        _world.Queue.After(_world.Random.Between(100, mostMicroseconds), () => Do(() => Feed(action)));
}
