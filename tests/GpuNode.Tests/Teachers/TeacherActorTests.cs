using Akka.Actor;
using Distillery.GpuNode.Helpers;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Protocol.Helpers;
using Distillery.GpuNode.Teachers;
using Distillery.GpuNode.Telemetry;
using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Messages.Teachers;
using Distillery.Shared.Actors;
using Distillery.Shared.Tests.Actors;

namespace Distillery.GpuNode.Tests.Teachers;

public sealed class TeacherActorTests : ActorTest
{
    private const ulong Fingerprint = 7;

    private static readonly NodeId Asker = new("node-2");

    private readonly RecordingTransport _transport = new(new NodeId("teacher-1"));
    private readonly NodeMeters _meters = new(TimeProvider.System, "test");
    private readonly TeacherDoor _door;
    private readonly IActorRef _teacher;

    public TeacherActorTests()
    {
        _door = new TeacherDoor(_meters.Teacher, Time);
        _teacher = StartTeacher();
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _meters.Dispose();
    }

    [Fact]
    public void Before_anything_is_loaded_it_is_busy()
    {
        Query(1);
        Assert.Equal((Asker, (Message)new TeacherBusy(1, 0)), Assert.Single(_transport.Sent));
    }

    [Fact]
    public void A_worker_computes_what_is_asked_and_the_asker_gets_the_answer()
    {
        Serve(new EchoService());
        Query(1);
        Query(2);
        Assert.Equal([1L, 2L], _transport.Sent.Select(sent => Assert.IsType<TeacherAnswer>(sent.Message).Query));
    }

    [Fact]
    public void Queries_that_wait_for_a_full_batch_go_with_their_asker()
    {
        Serve(new EchoService(), batchImages: 2, delayMilliseconds: 50);
        Query(1);
        _teacher.Tell(new LinkDown(Asker, "gone"));
        Pass(TimeSpan.FromMilliseconds(100));
        Assert.Empty(_transport.Sent);
    }

    [Fact]
    public void A_batch_that_is_not_full_is_computed_after_its_delay()
    {
        Serve(new EchoService(), batchImages: 2, delayMilliseconds: 50);
        Query(1);
        Assert.Empty(_transport.Sent);
        Pass(TimeSpan.FromMilliseconds(100));
        Assert.Single(_transport.Sent);
    }

    [Fact]
    public void A_computation_that_fails_ends_it_and_the_node_hears_why()
    {
        Watch(_teacher);
        Serve(new EchoService { Failure = new IOException("the device is gone") });
        Query(1);
        Assert.Equal("the device is gone", ExpectMsg<WorkBroken>().Failure.Problem);
        ExpectTerminated(_teacher);
    }

    [Fact]
    public void The_next_actor_answers_what_waits_with_what_the_one_before_had_loaded()
    {
        Serve(new EchoService(), batchImages: 2, delayMilliseconds: 50);
        Query(1);
        Watch(_teacher);
        _teacher.Tell(PassOn.Instance);
        ExpectTerminated(_teacher);
        Assert.Empty(_transport.Sent);

        StartTeacher();
        Pass(TimeSpan.FromMilliseconds(100));
        Assert.IsType<TeacherAnswer>(Assert.Single(_transport.Sent).Message);
    }

    private IActorRef StartTeacher() =>
        Made(Sys.ActorOf(TeacherActor.Props(TestParts.Of(_transport, _meters, Time), _door, TestActor, _meters.Teacher)));

    private void Serve(IHelperService service, int batchImages = 1, long delayMilliseconds = 0) => _teacher.Tell(new ServeQueries(
        service, Fingerprint, new HelperDeskLimits(8, Workers: 1, batchImages, delayMilliseconds, Mixes: batchImages > 1),
        TorchThreads: null));

    private void Query(long number) => _teacher.Tell(new Heard(
        Asker, new TeacherQuery(number, Fingerprint, 1, 1, false, false, new MemoryPayload(new byte[1]))));

    private sealed class EchoService : IHelperService
    {
        internal Exception? Failure { get; init; }

        public IReadOnlyList<HelperAnswer?> Compute(IReadOnlyList<HelperQuery> queries)
        {
            if (Failure is { } failure) throw failure;
            return [.. queries.Select(query => new TeacherAnswer(query.Query, 0, queries.Count, new MemoryPayload(new byte[4])))];
        }
    }
}
