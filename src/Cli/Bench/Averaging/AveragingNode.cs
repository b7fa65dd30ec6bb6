using Akka.Actor;
using Distillery.GpuNode.Protocol;
using Distillery.Messages;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared;
using Distillery.Shared.Actors;
using Distillery.Shared.Protocol;
using Distillery.Shared.TensorLinks.Tcp;
using Distillery.Shared.TensorLinks.Tcp.Host;

namespace Distillery.Cli.Bench.Averaging;

/// <summary>One of the product's processes: the node's own machine and transport, with a coordinator that is only played.
/// </summary>
internal sealed class AveragingNode : IAsyncDisposable
{
    private const string Fingerprint = "bench";
    private static readonly Generation First = new(1, 1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // A hang must end in words.

    private readonly TimeProvider _time;
    private readonly AveragingNodeWork _work;
    private readonly TcpTransport _transport;
    private readonly LocalSystem _system = LocalSystem.Start();
    private readonly IActorRef _actor;
    private volatile Exception? _failure;
    private long _appliedSteps;

    internal AveragingNode(AveragingShape shape, int rank, TimeProvider time)
    {
        _time = time;
        LateRef actor = new();
        DataAdmission admission = new();
        admission.Admit(Fingerprint); // All nodes of the benchmark are this program's.
        _work = new AveragingNodeWork(shape, rank, actor.Tell);
        _transport = TcpTransport.Start(
            new TcpTransportOptions
            {
                Self = IdOf(rank),
                Admission = admission,
                SharesMemory = shape.SharesMemory,
                LossAfter = TimeSpan.FromSeconds(30),
            },
            new LinkListener(actor, _work.PlaceFor));
        NodeProfile profile = new("bench", NodeRoles.Student, 1, "", new LinkTimes(long.MaxValue / 2, long.MaxValue / 2), int.MaxValue);
        _actor = _system.Actors.ActorOf(AveragingActor.Props(profile, _work, _transport, failure => _failure = failure), "node");
        actor.Resolve(_actor);
    }

    /// <summary>HOST:PORT for the others.</summary>
    internal string Address => _transport.Address;

    /// <summary>Begins the one generation with all nodes at these addresses, by rank.</summary>
    internal void Begin(IReadOnlyList<string> addresses)
    {
        Member[] members = [.. addresses.Select((address, rank) => new Member(IdOf(rank), address, new RankSpan(rank, 1)))];
        Placement placement = new(members, [.. members.Select(member => member.Node)]);
        _actor.Tell(new Play(
        [
            new Welcome(new Generation(1, 0), Fingerprint, "", Fingerprint, ""), new Pause(First),
            new CatchUp(First, CatchUpKind.Restore, 0, null, ""), new Begin(First, 0, 0, placement),
        ]));
    }

    /// <returns>Seconds from now until this node has the average of the last round.</returns>
    internal double Average(int rounds)
    {
        long start = _time.GetTimestamp();
        long end = 0;
        using ManualResetEventSlim done = new();
        _actor.Tell(new AverageRounds(rounds, () =>
        {
            end = _time.GetTimestamp();
            done.Set();
        }));
        bool isDone = done.Wait(Patience);
        if (_failure is { } failure) throw failure;
        if (!isDone) throw new InvariantException($"no average within {Patience.TotalSeconds:0} s");
        _appliedSteps += rounds;
        _actor.Tell(new Play([new HeartbeatReply(First, _appliedSteps)]));
        return _time.GetElapsedTime(start, end).TotalSeconds;
    }

    /// <summary>Whether the last average has the right bits.</summary>
    internal bool IsCorrect() => _work.IsCorrect(_appliedSteps - 1);

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync().ConfigureAwait(false);
        await _transport.DisposeAsync().ConfigureAwait(false);
        _work.Dispose();
    }

    private static NodeId IdOf(int rank) => new($"node-{rank:00}");
}
