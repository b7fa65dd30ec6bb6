using Akka.Actor;
using Akka.TestKit;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Teachers;
using Distillery.GpuNode.Telemetry;
using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Messages.Teachers;
using Distillery.Shared;
using Distillery.Shared.Actors;
using Distillery.Shared.Cluster.Losses;
using Distillery.Shared.Protocol;
using Distillery.Shared.Tests.Actors;

namespace Distillery.GpuNode.Tests;

public sealed class NodeActorTests : ActorTest
{
    private static readonly NodeId Self = new("node-1");

    private readonly TaskCompletionSource<NodeExit> _exited = new();
    private readonly List<string> _told = [];
    private readonly NodeMeters _meters = new(TimeProvider.System, "test");
    private readonly ControlLinks _links = new(answersAs: 1);
    private readonly DataAdmission _admission = new();
    private readonly TestProbe _coordinator;
    private readonly NodeState _state;

    public NodeActorTests()
    {
        _coordinator = CreateTestProbe();
        _state = new NodeState(Time);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _meters.Dispose();
    }

    [Fact]
    public void It_opens_a_link_with_the_coordinator_by_saying_hello()
    {
        Start(new IdleWork());
        Assert.Equal("host", Greeted().Name);
    }

    [Fact]
    public void A_welcome_has_it_load_and_then_tell_at_each_heartbeat_that_it_lives()
    {
        IdleWork work = new();
        IActorRef node = Start(work);
        Greeted();
        Welcome(node);
        Assert.Equal("run", work.Loading!.RunId);
        Pass(TimeSpan.FromMilliseconds(350));
        Assert.InRange(Heartbeats(), 3, 4);
    }

    [Fact]
    public void A_coordinator_whose_actor_ends_is_lost_and_called_again()
    {
        Start(new IdleWork());
        Greeted();
        Sys.Stop(_coordinator);
        AwaitAssert(() => Assert.Contains("its actor has ended", Assert.Single(_told), StringComparison.Ordinal));
        Pass(TimeSpan.FromMilliseconds(200));
        Assert.Equal(2, _told.Count); // Who is called is dead already.
    }

    [Fact]
    public void A_coordinator_whose_member_is_lost_is_lost_with_it_and_called_again()
    {
        Start(new IdleWork());
        Greeted();
        Sys.EventStream.Publish(new MemberLost(_coordinator.Ref.Path.Address, LossReason.Died("its process has died")));
        Assert.Contains("its process has died", Assert.Single(_told), StringComparison.Ordinal);
        Pass(TimeSpan.FromMilliseconds(200));
        Greeted();
    }

    [Fact]
    public void A_welcome_opens_the_data_plane()
    {
        IActorRef node = Start(new IdleWork());
        Greeted();
        Say(node, new Welcome(new Generation(1, 0), "run", "", "any", "") { DataSecret = "a secret" });
        Assert.Equal("a secret", _admission.Secret);
    }

    [Fact]
    public void The_next_actor_goes_on_with_what_the_one_before_has_loaded()
    {
        IdleWork work = new();
        IActorRef first = Start(work);
        Greeted();
        Welcome(first);
        Watch(first);
        first.Tell(PassOn.Instance);
        ExpectTerminated(first);

        IActorRef second = Start(work, name: "node-again");
        Pass(TimeSpan.FromMilliseconds(200));
        Assert.Equal("run", AfterHello().RunId);
        Welcome(second);
        Assert.Equal(1, work.Loads);
        Assert.Contains("joined the cluster anew", Assert.Single(_told), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_was_lost_on_the_way_ends_the_link_and_begins_another_one()
    {
        IActorRef node = Start(new IdleWork());
        Greeted();
        _links.Stamp(Self, new Dismiss(DismissReason.Drained, "lost on the way"));
        Welcome(node);
        Assert.Contains("number 2 came where 1 was due", Assert.Single(_told), StringComparison.Ordinal);
        Assert.Equal(Self, _coordinator.ExpectMsg<PeerEnded>().Sender);
        Pass(TimeSpan.FromMilliseconds(200));
        Greeted();
    }

    [Fact]
    public async Task A_contradiction_ends_it_with_words_and_it_is_not_started_again()
    {
        IActorRef node = Start(new IdleWork { LoadFailure = new InvariantException("two and two are five") });
        Watch(node);
        Greeted();
        Welcome(node);
        ExpectTerminated(node);
        Assert.Contains("two and two are five", (await _exited.Task).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_said_of_teachers_goes_to_those_who_ask_and_answer()
    {
        TeacherDoor door = new(_meters.Teacher, TimeProvider.System);
        door.Teacher.Resolve(TestActor);
        IActorRef node = Start(new IdleWork(), door);
        NodeId peer = new("node-2");
        Heard query = new(peer, new TeacherQuery(1, 7, 1, 1, false, false, new MemoryPayload(new byte[1])));
        node.Tell(query);
        ExpectMsg(query);
        node.Tell(new LinkDown(peer, "gone"));
        ExpectMsg(new LinkDown(peer, "gone"));
        node.Tell(new Heard(NodeId.Coordinator, new TeacherRoster(1, 1, 7, [new HelperPlace(peer, "nowhere:1")])));
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        Assert.Equal(7UL, door.Fingerprint(patience.Token));
    }

    [Fact]
    public async Task One_that_is_asked_to_leave_before_it_has_a_part_in_the_run_goes_at_once()
    {
        IActorRef node = Start(new IdleWork());
        node.Tell(new LeaveRun("a test"));
        Assert.Equal(DismissReason.Drained, (await _exited.Task).Reason);
    }

    private IActorRef Start(INodeWork work, TeacherDoor? teachers = null, string name = "node") => Made(Sys.ActorOf(
        NodeActor.Props(new NodeParts
        {
            Settings = new NodeSettings { Self = Self, Name = "host", Coordinator = _coordinator },
            Work = work,
            State = _state,
            Transport = new RecordingTransport(Self),
            Admission = _admission,
            Teachers = teachers,
            DataNodes = null,
            Meters = _meters,
            Tell = _told.Add,
            Note = (_, _) => { },
            Time = Time,
            Exited = _exited,
        }),
        name));

    private Hello Greeted()
    {
        PeerWord word = _coordinator.ExpectMsg<PeerWord>();
        return Assert.IsType<Hello>(_links.Check(word.Sender, word.Envelope).Message);
    }

    private Hello AfterHello()
    {
        PeerWord word = (PeerWord)_coordinator.FishForMessage(message => message is PeerWord { Envelope.Message: Hello });
        return Assert.IsType<Hello>(_links.Check(word.Sender, word.Envelope).Message);
    }

    private void Welcome(IActorRef node) => Say(node, new Welcome(new Generation(1, 0), "run", "", "any", ""));

    private void Say(IActorRef node, Message message) =>
        node.Tell(new PeerWord(NodeId.Coordinator, _links.Stamp(Self, message)!), _coordinator);

    private int Heartbeats()
    {
        int count = 0;
        while (_coordinator.HasMessages) count += _coordinator.ReceiveOne(TimeSpan.Zero) is PeerWord { Envelope.Message: Heartbeat } ? 1 : 0;
        return count;
    }
}
