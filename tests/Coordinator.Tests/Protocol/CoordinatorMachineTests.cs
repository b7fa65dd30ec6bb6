using Distillery.Coordinator.Protocol;
using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared.Protocol;

namespace Distillery.Coordinator.Tests.Protocol;

/// <summary>What tests/Simulation cannot see from outside: it ends a coordinator's process as soon as that is deposed.</summary>
public sealed class CoordinatorMachineTests
{
    private static readonly NodeId Node = new("node");

    private readonly RecordingOutbox _outbox = new();
    private readonly CoordinatorMachine _machine;

    public CoordinatorMachineTests()
    {
        CoordinatorOptions options = new("run", "", "print", "", 4, 1, 1, 2_000, 1_000, 20_000, 10, AveragesAtCoordinator: false);
        _machine = new CoordinatorMachine(options, new CoordinatorPast(2, 0, [], 0, 0), _outbox);
        _machine.Receive(Node, HelloOf(term: 0));
        _outbox.Said.Clear();
    }

    [Fact]
    public void A_deposed_coordinator_sends_no_node_away()
    {
        _machine.Depose("the lease is lost");
        _machine.Receive(Node, HelloOf(term: 0));
        _machine.Depose("again");

        Assert.Equal(["deposed: the lease is lost", "ignored: another coordinator leads"], _outbox.Said);
    }

    [Fact]
    public void A_node_that_follows_a_newer_coordinator_deposes_this_one()
    {
        _machine.Receive(new NodeId("other"), HelloOf(term: 3));
        Assert.Equal("deposed: other follows a newer coordinator (term 3, this one is 2)", Assert.Single(_outbox.Said));
    }

    [Fact]
    public void A_node_that_was_given_up_hears_that_its_link_has_ended()
    {
        _machine.Lost(Node, LossReason.Downed("membership has given it up"));
        _machine.Receive(Node, new Heartbeat(new Standing(default, null, 0), []));

        Assert.Equal(
            ["NodeLost Downed: host (node) is lost: membership has given it up", "ignored: nobody has said Hello", "node: end"],
            _outbox.Said);
    }

    private static Hello HelloOf(long term) =>
        new("host", NodeRoles.Student, 1, "", null, null, new Standing(new Generation(term, 1), null, 0));
}
