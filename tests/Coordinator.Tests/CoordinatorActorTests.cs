using Akka.Actor;
using Akka.TestKit;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Record;
using Distillery.Coordinator.Telemetry;
using Distillery.Coordinator.Tests.Http;
using Distillery.Coordinator.Tests.Record;
using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Shared.Actors;
using Distillery.Shared.Cluster.Losses;
using Distillery.Shared.Configuration;
using Distillery.Shared.Protocol;
using Distillery.Shared.Runs;
using Distillery.Shared.Tests.Actors;
using Distillery.Shared.Wire;

namespace Distillery.Coordinator.Tests;

public sealed class CoordinatorActorTests : ActorTest
{
    private static readonly NodeId Node = new("node-1");

    private readonly TemporaryFolder _folder = new();
    private readonly TaskCompletionSource<RunEnd> _ended = new();
    private readonly BlockingObserver _observer = new();
    private readonly ControlLinks _links = new(); // The node's.
    private readonly RunFolder _run;
    private readonly CoordinatorParts _parts;

    public CoordinatorActorTests()
    {
        RunConfig config = TestStudy.Config("cluster: {nodes: 2, min_nodes: 2}");
        _run = RunFolder.Open(_folder.At("run"));
        RunMeters meters = new(_observer, config, _run.FullPath, "test", TimeProvider.System);
        _parts = new CoordinatorParts
        {
            Config = config,
            Settings = new CoordinatorSettings { ExpectedNodes = 2 },
            Folder = CoordinatorFolder.Open(_run, TimeProvider.System, _ => { }),
            Checkpoints = new CheckpointStore(_run.CheckpointsPath, 2, _ => { }),
            Recording = new RunRecordOptions(),
            Observer = new RecordedEvents(meters, new EventLog(_run.EventsPath, TimeProvider.System), TimeProvider.System),
            Meters = meters,
            Transport = null,
            DataSecret = "secret",
            HttpAddress = () => "http://127.0.0.1:7780",
            Time = Time,
            Ended = _ended,
            DisposeLater = _ => { },
        };
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _parts.Observer.Dispose();
        _parts.Meters.Dispose();
        _parts.Folder.Dispose();
        _run.Dispose();
        _observer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_node_that_says_hello_is_welcomed_by_the_actor_itself()
    {
        IActorRef coordinator = Start();
        Join(coordinator, CreateTestProbe());
        Assert.Equal(Node, Assert.Single(Show(coordinator).Nodes).Node);
    }

    [Fact]
    public void Who_looks_for_the_coordinator_learns_its_version_of_the_protocol_and_where_its_page_is()
    {
        IActorRef coordinator = Start();
        coordinator.Tell(new FindCoordinator(ProtocolVersion.Current.Major, ProtocolVersion.Current.Minor), TestActor);
        CoordinatorFound found = ExpectMsg<CoordinatorFound>();
        Assert.Equal(coordinator, LastSender);
        Assert.Equal((ProtocolVersion.Current.Major, "http://127.0.0.1:7780"), (found.Major, found.HttpAddress));
        Assert.Empty(_observer.Warnings);
    }

    [Fact]
    public void One_of_another_version_is_told_so_and_the_person_too()
    {
        IActorRef coordinator = Start();
        coordinator.Tell(new FindCoordinator(ProtocolVersion.Current.Major + 1, 0), TestActor);
        ExpectMsg<CoordinatorFound>();
        Assert.Contains("use the same version", Assert.Single(_observer.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_is_lost_with_the_member_where_its_actor_is()
    {
        IActorRef coordinator = Start();
        TestProbe node = CreateTestProbe();
        Join(coordinator, node);
        Sys.EventStream.Publish(new MemberLost(node.Ref.Path.Address, LossReason.Died("its process has died")));
        Assert.Empty(Show(coordinator).Nodes);
    }

    [Fact]
    public void A_node_whose_actor_ends_is_lost()
    {
        IActorRef coordinator = Start();
        TestProbe node = CreateTestProbe();
        Join(coordinator, node);
        Sys.Stop(node);
        AwaitAssert(() => Assert.Empty(Show(coordinator).Nodes));
    }

    [Fact]
    public void A_node_that_ends_the_link_is_lost()
    {
        IActorRef coordinator = Start();
        TestProbe node = CreateTestProbe();
        Join(coordinator, node);
        coordinator.Tell(new PeerEnded(Node, _links.End(NodeId.Coordinator)!), node);
        Assert.Empty(Show(coordinator).Nodes);
    }

    [Fact]
    public void A_node_of_which_a_message_is_missing_is_lost_and_told_so()
    {
        IActorRef coordinator = Start();
        TestProbe node = CreateTestProbe();
        Join(coordinator, node);
        _links.Stamp(NodeId.Coordinator, new Leave("lost on the way"));
        coordinator.Tell(new PeerWord(Node, _links.Stamp(NodeId.Coordinator, new Leave("never heard"))!), node);
        node.FishForMessage(message => message is PeerEnded);
        Assert.Empty(Show(coordinator).Nodes);
    }

    [Fact]
    public void A_node_that_is_silent_for_too_long_is_told_that_it_is_lost()
    {
        IActorRef coordinator = Start();
        TestProbe node = CreateTestProbe();
        Join(coordinator, node);
        Pass(TimeSpan.FromMilliseconds(_parts.Config.Cluster.LossAfterMilliseconds + 100));
        node.FishForMessage(message => message is PeerEnded { Sender: var peer } && peer == NodeId.Coordinator);
        Assert.Empty(Show(coordinator).Nodes);
    }

    [Fact]
    public void What_it_cannot_go_on_after_is_told_and_it_is_not_started_again()
    {
        IActorRef coordinator = Start();
        Watch(coordinator);
        _observer.Breaks = true;
        coordinator.Tell(new StopRun("a test"));
        ExpectTerminated(coordinator);
        Assert.IsType<IOException>(_ended.Task.Exception!.InnerException);
        coordinator.Tell(ShowCluster.Instance);
        ExpectNoMsg(0);
    }

    [Fact]
    public async Task A_stopped_run_ends_with_what_is_saved()
    {
        IActorRef coordinator = Start();
        coordinator.Tell(new StopRun("a test"));
        Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(RunStatus.Interrupted, (await _ended.Task).Summary.Status);
    }

    private IActorRef Start() => Made(Sys.ActorOf(CoordinatorActor.Props(_parts), "coordinator"));

    private void Join(IActorRef coordinator, TestProbe node)
    {
        _links.Open(NodeId.Coordinator);
        Standing standing = new(default, AppliedSteps: null, FirstRecord: 0);
        Hello hello = new("host", NodeRoles.Student, 1, "", null, null, standing);
        coordinator.Tell(new PeerWord(Node, _links.Stamp(NodeId.Coordinator, hello)!), node);
        PeerWord answer = node.ExpectMsg<PeerWord>();
        Assert.IsType<Welcome>(_links.Check(NodeId.Coordinator, answer.Envelope).Message);
        Assert.Equal(coordinator, node.LastSender);
    }

    private ClusterView Show(IActorRef coordinator)
    {
        coordinator.Tell(ShowCluster.Instance);
        return ExpectMsg<ClusterView>();
    }
}
