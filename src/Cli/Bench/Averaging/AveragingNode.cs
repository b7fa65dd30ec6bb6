using Distillery.GpuNode.Protocol;
using Distillery.Messages;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Shared;
using Distillery.Shared.Actors.Host;
using Distillery.Shared.Transport;
using Distillery.Shared.Transport.Tcp;
using Distillery.Shared.Transport.Tcp.Host;

namespace Distillery.Cli.Bench.Averaging;

/// <summary>One of the product's processes: the node's own machine and transport, with a coordinator that is only played.
/// </summary>
internal sealed class AveragingNode : INodeOutbox, ITransportListener, IAsyncDisposable
{
    private const string Fingerprint = "bench";
    private static readonly Generation First = new(1, 1);
    private static readonly TimeSpan NoTicks = TimeSpan.FromHours(1); // The coordinator is played: nobody is silent.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // A hang must end in words.

    private readonly ActorLoop _loop;
    private readonly AveragingShape _shape;
    private readonly TimeProvider _time;
    private readonly AveragingNodeWork _work;
    private readonly NodeMachine _machine;
    private readonly TcpTransport _transport;
    private volatile Exception? _failure;

    internal AveragingNode(AveragingShape shape, int rank, TimeProvider time)
    {
        (_shape, _time) = (shape, time);
        _loop = new ActorLoop("node", NoTicks, _ => { }, failure => _failure = failure, time);
        _work = new AveragingNodeWork(shape, rank, outcome => _loop.Post(() => _machine!.Complete(outcome)));
        NodeId self = IdOf(rank);
        NodeProfile profile = new("bench", NodeRoles.Student, 1, "", new LinkTimes(long.MaxValue / 2, long.MaxValue / 2), int.MaxValue);
        _machine = new NodeMachine(self, profile, this, _work);
        _transport = TcpTransport.Start(
            new TcpTransportOptions
            {
                Self = self,
                RunId = Fingerprint,
                SharesMemory = shape.SharesMemory,
                LossAfter = TimeSpan.FromSeconds(30),
            },
            this);
        _loop.Start();
    }

    /// <summary>HOST:PORT for the others.</summary>
    internal string Address => _transport.Address;

    /// <summary>Begins the one generation with all nodes at these addresses, by rank.</summary>
    internal void Begin(IReadOnlyList<string> addresses) => _loop.Post(() =>
    {
        Member[] members = [.. addresses.Select((address, rank) => new Member(IdOf(rank), address, new RankSpan(rank, 1)))];
        Placement placement = new(members, [.. members.Select(member => member.Node)]);
        _machine.Connected(NodeId.Coordinator);
        Hear(new Welcome(new Generation(1, 0), Fingerprint, "", Fingerprint, ""));
        _loop.Post(() => Hear(new Pause(First))); // Behind what the work has to say of the message before.
        _loop.Post(() => Hear(new CatchUp(First, CatchUpKind.Restore, 0, null, "")));
        _loop.Post(() => _loop.Post(() => Hear(new Begin(First, 0, 0, placement))));
    });

    /// <returns>Seconds from now until this node has the average of the last round.</returns>
    internal double Average(int rounds)
    {
        long start = _time.GetTimestamp();
        long end = 0;
        using ManualResetEventSlim done = new();
        _loop.Post(() => _work.Begin(rounds, () =>
        {
            end = _time.GetTimestamp();
            done.Set();
        }));
        bool isDone = done.Wait(Patience);
        if (_failure is { } failure) throw failure;
        if (!isDone) throw new InvariantException($"no average within {Patience.TotalSeconds:0} s: {_machine.Describe()}");
        _loop.Post(() => Hear(new Messages.Progress.HeartbeatReply(First, _machine.AppliedSteps!.Value)));
        return _time.GetElapsedTime(start, end).TotalSeconds;
    }

    /// <summary>Whether the last average has the right bits.</summary>
    internal bool IsCorrect() => _work.IsCorrect(_machine.AppliedSteps!.Value - 1);

    public async ValueTask DisposeAsync()
    {
        _loop.Dispose();
        await _transport.DisposeAsync().ConfigureAwait(false);
        _work.Dispose();
    }

    void ITransportListener.Connected(NodeId peer)
    {
    }

    void ITransportListener.Received(NodeId peer, Message message) => _loop.Post(() => _machine.Receive(peer, message));

    ReceivedPayload? ITransportListener.PlaceFor(NodeId peer, Message message, int byteCount) =>
        _work.PlaceFor(message, byteCount);

    void ITransportListener.Lost(NodeId peer, string reason) => _loop.Post(
        () => throw new InvariantException($"lost {peer}: {reason}"));

    void INodeOutbox.Connect(NodeId peer, string address)
    {
        if (peer != NodeId.Coordinator) _transport.Connect(peer, address);
    }

    void INodeOutbox.Disconnect(NodeId peer) => _transport.Disconnect(peer);

    void INodeOutbox.Send(NodeId to, Message message)
    {
        if (to != NodeId.Coordinator) _transport.Send(to, message);
    }

    void INodeOutbox.Ignored(NodeId sender, Message message, string reason) =>
        throw new InvariantException($"{message} of {sender} is ignored: {reason}");

    void INodeOutbox.Tell(string text)
    {
    }

    void INodeOutbox.Exit(NodeExit exit) => throw new InvariantException(exit.Text);

    private static NodeId IdOf(int rank) => new($"node-{rank:00}");

    private void Hear(Message message) => _machine.Receive(NodeId.Coordinator, message);
}
