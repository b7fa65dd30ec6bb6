using Akka.Actor;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Protocol.Helpers;
using Distillery.GpuNode.Teachers;
using Distillery.GpuNode.Telemetry;
using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Messages.Teachers;
using Distillery.Shared.Actors;
using Distillery.Shared.Protocol;
using Distillery.Shared.Tests.Actors;

namespace Distillery.GpuNode.Tests.Teachers;

public sealed class TeacherPoolActorTests : ActorTest
{
    private const ulong Fingerprint = 7;

    private static readonly NodeId First = new("teacher-1");
    private static readonly NodeId Second = new("teacher-2");

    private readonly RecordingTransport _transport = new(new NodeId("node-1"));
    private readonly NodeMeters _meters = new(TimeProvider.System, "test");
    private readonly TeacherDoor _door;
    private readonly NodeParts _parts;
    private readonly IActorRef _pool;

    public TeacherPoolActorTests()
    {
        _door = new TeacherDoor(_meters.Teacher, Time);
        _parts = TestParts.Of(_transport, _meters, Time, _door);
        _pool = Made(ChildActorOf(TeacherPoolActor.Props(_parts, "teacher", _door)));
        _door.Pool.Resolve(_pool);
        _door.Use(new HelperPoolLimits(MostOutstanding: 2, HedgeAfterMilliseconds: 1_000));
        _pool.Tell(new Heard(NodeId.Coordinator, new TeacherRoster(1, 1, Fingerprint, [new(First, "a:1"), new(Second, "b:1")])));
        _pool.Tell(new LinkUp(First));
        _pool.Tell(new LinkUp(Second));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _meters.Dispose();
    }

    [Fact]
    public void The_next_actor_waits_for_the_answers_to_what_the_one_before_has_sent()
    {
        Task<HelperAnswer?> answer = Ask();
        (NodeId asked, Message query) = Assert.Single(_transport.Sent);
        Watch(_pool);
        _pool.Tell(PassOn.Instance);
        ExpectTerminated(_pool);

        IActorRef next = Made(ChildActorOf(TeacherPoolActor.Props(_parts, "teacher", _door)));
        next.Tell(new Heard(asked, new TeacherAnswer(((TeacherQuery)query).Query, 0, 1, new MemoryPayload(new byte[4]))));
        Assert.True(answer.IsCompletedSuccessfully);
    }

    [Fact]
    public void It_connects_to_whom_the_coordinator_names() =>
        Assert.Equal([(First, "a:1"), (Second, "b:1")], _transport.Connected);

    [Fact]
    public void A_question_is_sent_to_a_teacher_and_its_answer_given_to_who_has_asked()
    {
        Task<HelperAnswer?> answer = Ask();
        (NodeId teacher, Message query) = Assert.Single(_transport.Sent);
        _pool.Tell(new Heard(teacher, new TeacherAnswer(((TeacherQuery)query).Query, 0, 1, new MemoryPayload(new byte[4]))));
        Assert.True(answer.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_question_whose_teacher_is_lost_is_sent_to_another_one()
    {
        Ask();
        NodeId lost = _transport.Sent[0].To;
        _pool.Tell(new LinkDown(lost, "gone"));
        Assert.Equal([lost, lost == First ? Second : First], _transport.Sent.Select(sent => sent.To));
    }

    [Fact]
    public void A_question_that_is_late_is_sent_to_another_one()
    {
        Ask();
        Pass(TimeSpan.FromMilliseconds(1_100));
        Assert.Equal(2, _transport.Sent.Select(sent => sent.To).Distinct().Count());
    }

    private Task<HelperAnswer?> Ask() => _door.Ask(
        new TeacherQuery(_door.NextNumber(), Fingerprint, 1, 1, false, false, new MemoryPayload(new byte[1])), answerBytes: 4);
}
