using Akka.Actor;
using Distillery.GpuNode.Helpers;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Protocol.Helpers;
using Distillery.GpuNode.Telemetry;
using Distillery.GpuNode.Work;
using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Shared.Actors;
using Distillery.Shared.Cluster;
using Distillery.Shared.TensorLinks;

namespace Distillery.GpuNode.Teachers;

/// <summary>What answers is loaded.</summary>
/// <param name="Fingerprint">Of that.</param>
/// <param name="TorchThreads">Inside one operator; null where libtorch is not used.</param>
internal sealed record ServeQueries(IHelperService Service, ulong Fingerprint, HelperDeskLimits Limits, int? TorchThreads);

/// <summary>Takes queries of other processes as far as there is room, makes batches and answers: carries a
/// <see cref="HelperDesk"/>. A child for each batch that is computed side by side.</summary>
internal sealed class TeacherActor : MachineActor, IHelperDeskOutbox
{
    private readonly TeacherDoor _door;
    private readonly ITransport _transport;
    private readonly IActorRef _node;
    private readonly IHelperMeters _meters;
    private readonly HelperDesk _desk;
    private readonly QueryTimes _queryTimes;
    private readonly Stack<IActorRef> _idle = [];
    private readonly ITimer _due; // Akka's timers are too coarse for a batch that waits for milliseconds.
    private long? _dueMilliseconds;
    private bool _isPassingOn;

    /// <param name="node">Told of a failure.</param>
    public TeacherActor(NodeParts parts, TeacherDoor door, IActorRef node, IHelperMeters meters)
        : base(parts.Time, parts.State.StartTimestamp)
    {
        (_door, _transport, _node, _meters) = (door, parts.Transport, node, meters);
        _queryTimes = new QueryTimes(parts.Time);
        IActorRef self = Self;
        _due = parts.Time.CreateTimer(_ => self.Tell(BatchDue.Instance), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _desk = door.Answering ??= new HelperDesk(this);
        _desk.CarryOn(this);
        if (door.Serving is { } serve) StartWorkers(serve);
    }

    internal static Props Props(NodeParts parts, TeacherDoor door, IActorRef node, IHelperMeters meters) =>
        Akka.Actor.Props.Create(() => new TeacherActor(parts, door, node, meters)).WithDispatcher(ActorDispatchers.Control);

    protected override void PostStop() => _due.Dispose();

    protected override void TellBroken(Exception failure) => _node.Tell(new WorkBroken(WorkFailures.Of(failure)));

    protected override void Tick(long milliseconds)
    {
        _desk.Tick(milliseconds);
        LookAtDesk();
    }

    protected override bool TryHandle(object message)
    {
        switch (message)
        {
            case ServeQueries serve: Open(serve); break;
            case Heard { Message: HelperQuery query } heard:
                _queryTimes.Came(heard.Peer, query.Query);
                _desk.Tick(Milliseconds); // How long it waits is counted from now on.
                _desk.Receive(heard.Peer, query);
                break;
            case LinkDown down:
                _desk.Lost(down.Peer);
                _queryTimes.Lost(down.Peer);
                break;
            case BatchComputed computed:
                _idle.Push(Sender);
                _desk.Done(computed.Batch, computed.Answers);
                if (_isPassingOn) PassOnMachine();
                break;
            case BatchDue: _desk.Tick(Milliseconds); break;
            default: return false;
        }
        LookAtDesk();
        return true;
    }

    void IHelperDeskOutbox.Send(NodeId asker, Message message)
    {
        if (_queryTimes.Left(asker, message) is { } seconds) _meters.Served(seconds);
        if (message is HelperBusy) _meters.TurnedAway();
        _transport.Send(asker, message);
    }

    void IHelperDeskOutbox.Compute(long batch, IReadOnlyList<HelperQuery> queries) =>
        _idle.Pop().Tell(new ComputeBatch(batch, queries)); // The desk orders no more than there are workers.

    void IHelperDeskOutbox.Ignored(NodeId sender, Message message, string reason)
    {
        // A query that is here already.
    }

    /// <summary>A worker of the next actor would not know what this one's have computed.</summary>
    protected override void PassOnMachine()
    {
        _isPassingOn = true;
        _desk.Rest();
        if (_desk.ComputingCount == 0) Context.Stop(Self);
    }

    private void Open(ServeQueries serve)
    {
        _door.Serving = serve;
        StartWorkers(serve);
        _desk.Open(serve.Fingerprint, serve.Limits);
    }

    private void StartWorkers(ServeQueries serve)
    {
        for (int i = 0; i < serve.Limits.Workers; i++)
            _idle.Push(Context.ActorOf(TeacherWorker.Props(serve.Service, serve.TorchThreads), $"worker-{i}"));
    }

    private void LookAtDesk()
    {
        _meters.Queue(_desk.WaitingCount + _desk.ComputingCount);
        if (_desk.DueMilliseconds == _dueMilliseconds) return;
        _dueMilliseconds = _desk.DueMilliseconds;
        if (_dueMilliseconds is { } due)
            _due.Change(TimeSpan.FromMilliseconds(Math.Max(0, due - Milliseconds) + 1), Timeout.InfiniteTimeSpan);
    }

    private sealed class BatchDue
    {
        internal static readonly BatchDue Instance = new();
    }
}
