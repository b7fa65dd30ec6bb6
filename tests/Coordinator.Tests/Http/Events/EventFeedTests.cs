using Distillery.Coordinator.Http.Documents;
using Distillery.Coordinator.Http.Events;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;
using Distillery.Coordinator.Record;
using Distillery.Coordinator.Tests.Record;
using Distillery.Messages;
using Distillery.Messages.Progress;

namespace Distillery.Coordinator.Tests.Http.Events;

public sealed class EventFeedTests
{
    private readonly TestObserver _observer = new();
    private readonly ManualTime _time = new();
    private readonly EventFeed _feed;

    public EventFeedTests() => _feed = new EventFeed(_observer, _time);

    [Fact]
    public void The_observer_behind_it_is_told_everything()
    {
        _feed.Warned("careful");
        _feed.Evaluated(new EvaluationReport(4, 1.5, new EvaluationCounts(40, 10, 30)));
        _feed.StepApplied(new StepReport(1, 0, 0, 0, 0, 0, [], 0, 0, null, null));
        Assert.Equal(["careful"], _observer.Warnings);
        Assert.Single(_observer.Evaluations);
        Assert.Single(_observer.Steps);
        Assert.Equal(["warning", "evaluated"], Follow(null).Backlog.Select(happened => happened.Kind));
    }

    [Fact]
    public void An_evaluation_tells_its_numbers()
    {
        _feed.Evaluated(new EvaluationReport(4, 1.5, new EvaluationCounts(40, 10, 30)));
        EventDocument happened = Assert.Single(Follow(null).Backlog);
        Assert.Equal((4, 0.25, 0.75), (happened.Step, happened.Top1, happened.Top5));
        Assert.Equal("top-1 25.00 % after step 4", happened.Text);
    }

    [Fact]
    public void What_is_about_the_cluster_says_where_the_run_stood()
    {
        _feed.ClusterChanged(new ClusterEvent(ClusterEventKind.Recovered, "on")
        {
            Step = 7, Generation = new Generation(1, 4), Node = new NodeId("gpu-7"), Seconds = 0.25,
        });
        EventDocument happened = Assert.Single(Follow(null).Backlog);
        Assert.Equal(("recovered", 7L, "1.4", "gpu-7", 0.25), (
            happened.Kind, happened.Step, happened.Generation, happened.Node, happened.Seconds));
    }

    [Fact]
    public void Events_of_earlier_attempts_come_first()
    {
        _feed.Recall([.. Enumerable.Range(0, 600).Select(i => new EventEntry(default, "warning", $"old {i}"))]);
        Tell(1);
        EventSubscription follower = Follow(null);
        Assert.Equal(EventFeed.MostKept, follower.Backlog.Count);
        Assert.Equal(("old 89", "0"), (follower.Backlog[0].Text, follower.Backlog[^1].Text));
        Assert.Equal([follower.Backlog[^1].Id], Follow(follower.Backlog[^2].Id).Backlog.Select(happened => happened.Id));
    }

    [Fact]
    public void Who_comes_back_gets_what_it_has_missed_and_no_more()
    {
        Tell(5);
        string last = Follow(null).Backlog[2].Id;
        EventSubscription back = Follow(last);
        Assert.Equal(["3", "4"], back.Backlog.Select(happened => happened.Text));
        Assert.Equal(0, back.MissedCount);
        Tell(1);
        Assert.True(back.Events.TryRead(out EventDocument? next));
        Assert.Equal("0", next.Text);
    }

    [Fact]
    public void Who_comes_back_late_is_told_how_much_is_no_longer_kept()
    {
        Tell(10);
        string last = Follow(null).Backlog[^1].Id;
        Tell(EventFeed.MostKept + 7);
        EventSubscription back = Follow(last);
        Assert.Equal((EventFeed.MostKept, 7), (back.Backlog.Count, back.MissedCount));
    }

    [Theory]
    [InlineData("12")]
    [InlineData("1-3")]
    [InlineData("nonsense")]
    [InlineData("-")]
    public void Ids_of_an_earlier_coordinator_mean_from_the_beginning(string id)
    {
        Tell(5);
        EventSubscription follower = Follow(id);
        Assert.Equal((5, 0), (follower.Backlog.Count, follower.MissedCount));
    }

    [Fact]
    public void An_id_that_was_not_told_yet_means_from_the_beginning()
    {
        Tell(2);
        string prefix = Follow(null).Backlog[0].Id.Split('-')[0];
        Assert.Equal(2, Follow($"{prefix}-99").Backlog.Count);
        Assert.Equal(2, Follow($"{prefix}-99999999999999999999").Backlog.Count);
    }

    [Fact]
    public void A_follower_that_does_not_read_is_dropped_and_the_others_go_on()
    {
        EventSubscription slow = Follow(null);
        EventSubscription quick = Follow(null);
        for (int i = 0; i <= EventSubscription.MostWaiting; i++)
        {
            Tell(1);
            Assert.True(quick.Events.TryRead(out _));
        }
        Assert.True(slow.Dropped.IsCancellationRequested);
        Assert.False(quick.Dropped.IsCancellationRequested);
    }

    [Fact]
    public void There_is_room_for_so_many_followers_and_again_when_one_leaves()
    {
        EventSubscription[] followers = [.. Enumerable.Range(0, EventFeed.MostFollowers).Select(_ => Follow(null))];
        Assert.Null(_feed.TryFollow(null));
        followers[0].Dispose();
        Assert.NotNull(_feed.TryFollow(null));
    }

    [Fact]
    public async Task At_the_end_followers_read_what_is_left_and_then_the_end()
    {
        EventSubscription follower = Follow(null);
        Tell(2);
        _feed.Close();
        Tell(1);
        Assert.True(follower.Events.TryRead(out _));
        Assert.True(follower.Events.TryRead(out _));
        Assert.False(await follower.Events.WaitToReadAsync());
        EventSubscription late = Follow(null);
        Assert.Equal(3, late.Backlog.Count);
        Assert.False(await late.Events.WaitToReadAsync());
    }

    [Fact]
    public void No_text_ends_an_event_early_or_takes_all_memory()
    {
        _feed.Warned($"one\n\nevent: ended\r\ndata: {new string('x', 100_000)}");
        EventDocument happened = Assert.Single(Follow(null).Backlog);
        string text = EventStreamText.Of(happened);
        Assert.Equal(4, text.Split('\n').Length - 1);
        Assert.DoesNotContain('\r', text);
        Assert.InRange(text.Length, 4000, 6000);
    }

    [Fact]
    public void The_cluster_tells_kinds_as_metrics_do()
    {
        _feed.ClusterChanged(new ClusterEvent(ClusterEventKind.NodeLost, "gone"));
        EventDocument happened = Assert.Single(Follow(null).Backlog);
        Assert.Equal(("node_lost", "gone", _time.GetUtcNow()), (happened.Kind, happened.Text, happened.Time));
    }

    private EventSubscription Follow(string? lastId) => _feed.TryFollow(lastId)!;

    private void Tell(int count)
    {
        for (int i = 0; i < count; i++) _feed.Warned($"{i}");
    }
}
