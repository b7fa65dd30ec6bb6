using Distillery.GpuNode.Compute;
using Distillery.GpuNode.Helpers;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Telemetry;
using Distillery.GpuNode.Work;
using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared.Actors.Host;
using Distillery.Shared.Protocol;
using Distillery.Shared.Transport;

namespace Distillery.GpuNode.Host;

/// <summary>A node as it runs: the machine between a transport and the work, fed by one loop.</summary>
public sealed class NodeHost : INodeOutbox, ITransportListener, IAsyncDisposable
{
    // A fraction of the shortest heartbeat that can be configured is not needed: late by this much hurts nobody.
    private static readonly TimeSpan TickPeriod = TimeSpan.FromMilliseconds(20);

    private readonly NodeHostOptions _options;
    private readonly Action<string> _tell;
    private readonly TaskCompletionSource<NodeExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ActorLoop _loop;
    private readonly HelperActor _teachers;
    private readonly HelperActor _dataNodes;
    private readonly NodeWork _work;
    private readonly ITransport _transport;
    private readonly NodeMachine _machine;
    private readonly NodeMeters _meters;
    private readonly RestingTime _resting = new();
    private readonly TimeProvider _time;
    private volatile NodeHealth _health;

    private NodeHost(
        NodeHostOptions options, NodeWorkOptions work, Func<ITransportListener, ITransport> open, Action<string> tell,
        TimeProvider time)
    {
        (_options, _tell, _time) = (options, tell, time);
        _meters = new NodeMeters(time, options.MeterName);
        _health = new NodeHealth(NodePhase.Unloaded, IsAdmitted: false, time.GetTimestamp());
        _loop = new ActorLoop($"node {options.Self}", TickPeriod, Tick, Break, time);
        _teachers = new HelperActor(options.Self, "teacher", () => _transport!, tell, BreakLater, _meters.Teacher, time);
        _dataNodes = new HelperActor(options.Self, "data node", () => _transport!, tell, BreakLater, _meters.Data, time);
        NodeWorkOptions sharing = work with
        {
            Roles = options.Roles, Teachers = _teachers, DataNodes = _dataNodes, Meters = _meters, Tell = tell,
        };
        _work = new NodeWork(sharing, outcome => Post(() => _machine!.Complete(outcome)), time);
        _transport = open(this);
        NodeProfile profile = new(
            options.Name, options.Roles, options.Capacity, options.AdvertisedAddress ?? _transport.Address, options.Times,
            options.MostHeldRecords);
        _machine = new NodeMachine(options.Self, profile, this, _work);
    }

    /// <summary>How asking teachers in other processes went.</summary>
    public AnswerStatistics Answers => _teachers.Statistics;

    /// <summary>Ends once the node has.</summary>
    public Task<NodeExit> Exited => _exit.Task;

    /// <summary>How it stands, as its loop said last.</summary>
    internal NodeHealth Health => _health;

    /// <summary>The name of the meter that it measures with.</summary>
    internal string MeterName => _options.MeterName;

    /// <summary>Names it among all processes of the run.</summary>
    internal NodeId Self => _options.Self;

    /// <summary>Since the loop has turned.</summary>
    internal TimeSpan Silence => _time.GetElapsedTime(_health.SeenTimestamp);

    /// <param name="open">Makes the transport; what it brings before the node has begun waits.</param>
    /// <param name="tell">Gets sentences for the person at this node, from the node's own thread.</param>
    /// <exception cref="Distillery.Shared.UserErrorException">The address cannot be listened on.</exception>
    public static NodeHost Start(
        NodeHostOptions options, NodeWorkOptions work, Func<ITransportListener, ITransport> open, Action<string> tell,
        TimeProvider time)
    {
        NodeHost host = new(options, work, open, tell, time);
        host._loop.Start();
        host._teachers.Start();
        host._dataNodes.Start();
        return host;
    }

    /// <summary>Asks to leave: <see cref="Exited"/> follows once the others can do without this node.</summary>
    public void Drain(string reason) => Post(() => _machine.Drain(reason));

    /// <summary>Ends the node whether the others can do without it or not. Last words still go out.</summary>
    public async ValueTask DisposeAsync()
    {
        _loop.Dispose();
        _work.StopWaiting(); // For teachers and data nodes, which nobody will hear from any more.
        _teachers.Dispose();
        _dataNodes.Dispose();
        await _transport.DisposeAsync().ConfigureAwait(false); // Before the memory that its messages refer to.
        _work.Dispose();
        _meters.Dispose();
        _exit.TrySetResult(new NodeExit(null, "it was ended", ""));
    }

    void ITransportListener.Connected(NodeId peer)
    {
        Post(() => _machine.Connected(peer));
        _teachers.Connected(peer);
        _dataNodes.Connected(peer);
    }

    void ITransportListener.Received(NodeId peer, Message message)
    {
        if (peer != _options.Self) _meters.Received(message);
        if (message is HelperMessage word) HelpersOf(word).Receive(peer, word);
        else Post(() => Receive(peer, message));
    }

    private HelperActor HelpersOf(HelperMessage message) => message.Role == NodeRoles.Teacher ? _teachers : _dataNodes;

    ReceivedPayload? ITransportListener.PlaceFor(NodeId peer, Message message, int byteCount) =>
        _work.PlaceFor(message, byteCount);

    void ITransportListener.Lost(NodeId peer, string reason)
    {
        Post(() => _machine.Lost(peer, LossReason.Closed(reason)));
        _teachers.Lost(peer);
        _dataNodes.Lost(peer);
    }

    void INodeOutbox.Connect(NodeId peer, string address) =>
        _transport.Connect(peer, peer == NodeId.Coordinator ? _options.CoordinatorAddress : address);

    void INodeOutbox.Disconnect(NodeId peer) => _transport.Disconnect(peer);

    void INodeOutbox.Send(NodeId to, Message message)
    {
        if (to != _options.Self) _meters.Sent(message);
        // The machine has no clock: where the time went is told beside what it says, and so is the teacher's part.
        if (message is Heartbeat heartbeat)
            message = heartbeat with { ActivitySeconds = _meters.Ledger.Seconds, Teacher = _meters.Teacher.Figures };
        _transport.Send(to, message);
    }

    void INodeOutbox.Ignored(NodeId sender, Message message, string reason)
    {
        // Expected after every change of members; the machine has dropped what had to be dropped.
    }

    void INodeOutbox.Tell(string text) => _tell(text);

    void INodeOutbox.Exit(NodeExit exit) => _exit.TrySetResult(exit);

    private void Receive(NodeId peer, Message message)
    {
        if (message is Welcome welcome) _resting.Welcomed(welcome.Generation);
        _machine.Receive(peer, message);
    }

    private void Tick(long milliseconds)
    {
        _machine.Tick(milliseconds);
        _options.Located(_machine.RunId, _machine.Generation, _machine.AppliedSteps);
        Note();
    }

    private void Post(Action letter) => _loop.Post(() =>
    {
        letter();
        if (_machine.Phase != _health.Phase) Note();
    });

    /// <summary>What others may see of the machine, which only this loop touches.</summary>
    private void Note()
    {
        if (_machine.Phase != _health.Phase) _meters.Ledger.Rest(_resting.In(_machine.Phase));
        _meters.Stand(_machine.AppliedSteps, _machine.RankCount);
        _health = new NodeHealth(_machine.Phase, _machine.IsAdmitted, _time.GetTimestamp());
    }

    private void BreakLater(Exception failure) => _loop.Post(() => _machine.Complete(new WorkBroken(WorkFailures.Of(failure))));

    private void Break(Exception failure)
    {
        WorkFailure words = WorkFailures.Of(failure);
        _exit.TrySetResult(new NodeExit(null, words.Problem, words.NextStep, words.IsRequestWrong, words.Cause));
    }
}
