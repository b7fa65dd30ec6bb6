using System.Text;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Helpers;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Messages.Samples;
using Distillery.Messages.Teachers;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Seeds;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Tests.Cluster.Serialization;

/// <summary>Valid messages with random contents, with a liking for the ends of the ranges.</summary>
internal sealed class RandomMessages(long seed)
{
    private const string Letters = "aZ09 ._-ßé漢😀\n\0";

    private RandomStream _stream = RandomStream.Named(seed, "messages");

    internal static IEnumerable<FrameKind> Kinds => MessageCodec.Kinds;

    internal Message Next(FrameKind kind) => kind switch
    {
        FrameKind.FindCoordinator => new FindCoordinator(Number(), Number()),
        FrameKind.CoordinatorFound => new CoordinatorFound(Number(), Number(), Text()),
        FrameKind.Hello => new Hello(
            Text(), (NodeRoles)Below(8), Number(), Text(), OrNull(Text), OrNull(Text), Standing()),
        FrameKind.Welcome => new Welcome(Generation(), Text(), Text(), Text(), Text()) 
        {
            DataSecret = Text(), DataAddress = Text(),
        },
        FrameKind.Reject => new Reject(Text(), Text()),
        FrameKind.Ready => new Ready(Text(), Facts(), Standing(), Coin() ? Bits() : null, Coin() ? Bits() : null,
            Coin() ? new ComputedBits(Bits(), Coin() ? Bits() : null) : null),
        FrameKind.Leave => new Leave(Text()),
        FrameKind.Dismiss => new Dismiss((DismissReason)Below(5), Text()),
        FrameKind.Pause => new Pause(Generation()),
        FrameKind.Paused => new Paused(Standing()),
        FrameKind.CatchUp => new CatchUp(
            Generation(), (CatchUpKind)Below(3), Long(), Coin() ? Node() : null, Text()),
        FrameKind.CaughtUp => new CaughtUp(Standing(), Bits()),
        FrameKind.Begin => new Begin(Generation(), Long(), Long(), Placement()),
        FrameKind.PeerLost => new PeerLost(Generation(), Node(), Text()),
        FrameKind.Save => new Save(Generation(), Long()),
        FrameKind.SlicePart => new SlicePart(Generation(), Long(), Below(9), new RankSpan(Below(9), Below(9)), Payload()),
        FrameKind.SliceAverage => new SliceAverage(Generation(), Long(), Below(int.MaxValue), Bits(), Coin(), Payload()),
        FrameKind.FetchAverage => new FetchAverage(Generation(), Long()),
        FrameKind.FetchState => new FetchState(Generation(), Long()),
        FrameKind.StateChunk => new StateChunk(Generation(), Long(), Below(9), Below(int.MaxValue), Payload()),
        FrameKind.FetchRefused => new FetchRefused(Generation(), Text()),
        FrameKind.StateRecords => new StateRecords(Generation(), Many(Record)),
        FrameKind.Heartbeat => new Heartbeat(Standing(), Many(Record))
        {
            ActivitySeconds = Many(Real),
            Teacher = OrNull(() => new TeacherFigures(Number(), Long(), Long(), Real())),
        },
        FrameKind.HeartbeatReply => new HeartbeatReply(Generation(), Long()),
        FrameKind.CheckpointWritten => new CheckpointWritten(Generation(), Long(), Text()),
        FrameKind.CheckpointFailed => new CheckpointFailed(Generation(), Long(), Text(), Text(), Coin()),
        FrameKind.WorkFailed => new WorkFailed(Text(), Text(), Coin()),
        FrameKind.TeacherRoster => new TeacherRoster(Long(), Long(), Bits(), Many(Place)),
        FrameKind.TeacherQuery => new TeacherQuery(
            Long(), Bits(), Below(65536), Below(65536), Coin(), Coin(), Payload()),
        FrameKind.TeacherAnswer => new TeacherAnswer(Long(), Number(), Number(), Payload()),
        FrameKind.TeacherBusy => new TeacherBusy(Long(), Number()),
        FrameKind.TeacherRefused => new TeacherRefused(Long(), Text()),
        FrameKind.SampleRoster => new SampleRoster(Long(), Long(), Bits(), Many(Place)),
        FrameKind.SampleQuery => new SampleQuery(Long(), Bits(), Number(), Below(65536), Payload()),
        FrameKind.SampleAnswer => new SampleAnswer(
            Long(), Number(), Many(() => new DamagedRow(Number(), Text(), Text())), Payload()),
        FrameKind.SampleBusy => new SampleBusy(Long(), Number()),
        FrameKind.SampleRefused => new SampleRefused(Long(), Text()),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no random message of this kind: add it here"),
    };

    /// <summary>A number from 0 to below a limit.</summary>
    internal int Below(int limit) => (int)(_stream.NextUInt32() % (uint)limit);

    internal byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) bytes[i] = (byte)_stream.NextUInt32();
        return bytes;
    }

    private bool Coin() => Below(2) == 0;

    private ulong Bits() => Below(6) == 0 ? ulong.MaxValue : _stream.NextUInt64();

    private long Long() => Below(6) switch
    {
        0 => 0,
        1 => long.MaxValue,
        2 => long.MinValue,
        3 => -1,
        _ => (long)(Bits() >> Below(64)),
    };

    private int Number() => Below(6) switch
    {
        0 => int.MaxValue,
        1 => int.MinValue,
        2 => (int)_stream.NextUInt32(),
        _ => Below(1000),
    };

    private double Real() => Below(6) switch
    {
        0 => double.NaN,
        1 => double.NegativeInfinity,
        2 => double.MaxValue,
        3 => 0,
        _ => _stream.NextDouble(),
    };

    private string Text()
    {
        var text = new StringBuilder();
        Rune[] letters = [.. Letters.EnumerateRunes()];
        for (int count = Below(20); count > 0; count--) text.Append(letters[Below(letters.Length)].ToString());
        return text.ToString();
    }

    private T? OrNull<T>(Func<T> make) where T : class => Coin() ? make() : null;

    private List<T> Many<T>(Func<T> make) => [.. Enumerable.Range(0, Below(4)).Select(_ => make())];

    private HelperPlace Place() => new(Node(), Text());

    private NodeId Node() => new($"node-{Below(100)}.{Below(10)}_x");

    private Generation Generation() => new(Long(), Long());

    private Standing Standing() => new(Generation(), Coin() ? Long() : null, Long());

    private MemoryPayload Payload() => new(Bytes(Below(100)));

    private RunFacts Facts() => new(
        Long(), Long(), Long(), Number(), Long(), Long(), Coin() ? Long() : null, Coin() ? Real() : null,
        Text());

    private Placement Placement()
    {
        var members = new List<Member>();
        for (int first = 0, left = 1 + Below(4); left > 0; left--)
        {
            members.Add(new Member(Node(), Text(), new RankSpan(first, 1 + Below(3))));
            first = members[^1].Ranks.End;
        }
        return new Placement(members, [Node(), .. Many(Node)]);
    }

    private StepRecord Record() => new(Long(), Generation(), Bits(), Coin(), Many(Report));

    private RankReport Report() => new(
        Number(), Real(), Number(), Many(Number), Text(), Number(), Number(), Real(), Many(Real), Coin() ? Bits() : null,
        OrNull(() => new EvaluationCounts(Long(), Long(), Long())), Number(),
        Coin() ? null : [new DamagedSample(Number(), Text()), .. Many(() => new DamagedSample(Number(), Text()))])
    {
        LabelLoss = Real(),
        DistillLoss = Real(),
    };
}
