using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Shared.Protocol;

namespace Distillery.Shared.Tests.Protocol;

public sealed class ControlLinksTests
{
    private static readonly NodeId Node = new("node");

    private readonly ControlLinks _node = new();
    private readonly ControlLinks _coordinator = new(answersAs: 3);

    [Fact]
    public void Words_arrive_in_order_in_both_directions()
    {
        _node.Open(NodeId.Coordinator);

        Assert.Equal("first", Text(_coordinator.Check(Node, Say("first"))));
        Assert.Equal("second", Text(_coordinator.Check(Node, Say("second"))));
        Assert.Equal("answer", Text(_node.Check(NodeId.Coordinator, Answer("answer"))));
        Assert.Equal(new LinkId(1, 3), Say("third").Link);
    }

    [Fact]
    public void A_repeated_word_is_dropped()
    {
        _node.Open(NodeId.Coordinator);
        ControlEnvelope first = Say("first");

        _coordinator.Check(Node, first);

        Assert.Equal(default, _coordinator.Check(Node, first));
        Assert.Equal("second", Text(_coordinator.Check(Node, Say("second"))));
    }

    [Fact]
    public void A_gap_is_told_once_and_nothing_of_the_link_is_believed_after_it()
    {
        _node.Open(NodeId.Coordinator);
        _coordinator.Check(Node, Say("first"));
        Say("lost");

        Arrival gap = _coordinator.Check(Node, Say("third"));
        Arrival later = _coordinator.Check(Node, Say("fourth"));

        Assert.Equal(LossReason.Gap(expected: 2, found: 3), gap.Loss);
        Assert.Null(gap.Message);
        Assert.Null(later.Loss);
        Assert.Null(later.Message);
        Assert.NotNull(later.Answer);
        Assert.Null(_coordinator.Stamp(Node, Word("no link stands")));
    }

    [Fact]
    public void Who_hears_that_its_link_has_ended_begins_another()
    {
        _node.Open(NodeId.Coordinator);
        _coordinator.Check(Node, Say("first"));
        Say("lost");
        LinkEnded ended = _coordinator.Check(Node, Say("third")).Answer!;

        Arrival told = _node.Check(NodeId.Coordinator, ended);
        _node.Open(NodeId.Coordinator);

        Assert.Equal(LossCause.Renewed, told.Loss!.Cause);
        Assert.Equal(default, _node.Check(NodeId.Coordinator, ended)); // Said again, of a link that is no more.
        Assert.Equal("again", Text(_coordinator.Check(Node, Say("again"))));
        Assert.Equal(2, _coordinator.Standing(Node));
    }

    [Fact]
    public void A_first_word_that_was_lost_is_a_gap_too()
    {
        _node.Open(NodeId.Coordinator);
        ControlEnvelope lost = Say("lost");

        Arrival second = _coordinator.Check(Node, Say("second"));

        Assert.Null(second.Loss); // Nobody knew the node.
        Assert.NotNull(_node.Check(NodeId.Coordinator, second.Answer!).Loss);
        Assert.Null(_coordinator.Check(Node, lost).Message); // It was only late: too late.
    }

    [Fact]
    public void An_answer_before_which_one_was_lost_is_a_loss_to_the_node()
    {
        _node.Open(NodeId.Coordinator);
        _coordinator.Check(Node, Say("first"));
        Answer("lost");

        Arrival second = _node.Check(NodeId.Coordinator, Answer("second"));

        Assert.Equal(LossReason.Gap(expected: 1, found: 2), second.Loss);
        Assert.Equal(LossCause.Renewed, _coordinator.Check(Node, second.Answer!).Loss!.Cause);
    }

    [Fact]
    public void A_new_link_ends_the_one_before_and_its_words_are_dropped()
    {
        _node.Open(NodeId.Coordinator);
        _coordinator.Check(Node, Say("first"));
        ControlEnvelope late = Say("late");
        ControlEnvelope answer = Answer("of the first link");
        _node.Open(NodeId.Coordinator);

        Arrival first = _coordinator.Check(Node, Say("first of the second"));

        Assert.Equal(LossCause.Renewed, first.Loss!.Cause);
        Assert.Equal("first of the second", Text(first));
        Assert.Equal(default, _coordinator.Check(Node, late));
        Assert.Equal(default, _node.Check(NodeId.Coordinator, answer));
    }

    [Fact]
    public void A_loss_that_is_told_late_does_not_hit_the_newer_link()
    {
        _node.Open(NodeId.Coordinator);
        _coordinator.Check(Node, Say("first"));
        long watched = _coordinator.Standing(Node)!.Value;
        _node.Open(NodeId.Coordinator);
        _coordinator.Check(Node, Say("again"));

        Assert.Null(_coordinator.Lose(Node, watched));
        Assert.NotNull(_coordinator.Lose(Node, _coordinator.Standing(Node)!.Value));
        Assert.Null(_coordinator.Standing(Node));
    }

    [Fact]
    public void A_coordinator_of_another_term_is_not_taken_for_the_one_that_answered()
    {
        ControlLinks newer = new(answersAs: 4);
        _node.Open(NodeId.Coordinator);
        ControlEnvelope hello = Say("hello");
        _coordinator.Check(Node, hello);
        newer.Check(Node, hello); // It was led to both.

        Assert.Equal("older", Text(_node.Check(NodeId.Coordinator, Answer("older"))));
        Arrival other = _node.Check(NodeId.Coordinator, newer.Stamp(Node, Word("newer"))!);

        Assert.Equal(LossCause.Renewed, other.Loss!.Cause);
        Assert.Null(other.Message);
    }

    [Fact]
    public void A_word_for_a_coordinator_that_is_gone_tells_its_node_to_begin_anew()
    {
        _node.Open(NodeId.Coordinator);
        _coordinator.Check(Node, Say("hello"));
        _node.Check(NodeId.Coordinator, Answer("welcome"));
        ControlLinks newer = new(answersAs: 4);

        Arrival arrival = newer.Check(Node, Say("for the one before"));

        Assert.Null(arrival.Message);
        Assert.NotNull(_node.Check(NodeId.Coordinator, arrival.Answer!).Loss);
    }

    [Fact]
    public void Who_ends_a_link_tells_the_other_end_once()
    {
        _node.Open(NodeId.Coordinator);
        _coordinator.Check(Node, Say("first"));

        LinkEnded? word = _coordinator.End(Node);

        Assert.NotNull(_node.Check(NodeId.Coordinator, word!).Loss);
        Assert.Null(_coordinator.End(Node));
        Assert.Null(_node.End(NodeId.Coordinator));
    }

    [Fact]
    public void Nothing_is_numbered_for_a_peer_without_a_link() => Assert.Null(_node.Stamp(NodeId.Coordinator, Word("nobody")));

    private ControlEnvelope Say(string text) => _node.Stamp(NodeId.Coordinator, Word(text))!;

    private ControlEnvelope Answer(string text) => _coordinator.Stamp(Node, Word(text))!;

    private static Leave Word(string text) => new(text);

    private static string? Text(Arrival arrival) => (arrival.Message as Leave)?.Reason;
}
