using Distillery.Coordinator.Telemetry;
using Distillery.Coordinator.Tests.Record;
using Distillery.Messages;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Tests.Telemetry;

public sealed class GoodputAccountTests
{
    private static readonly NodeId First = new("a");
    private static readonly NodeId Second = new("b");

    private readonly ManualTime _time = new();
    private readonly GoodputAccount _account;

    public GoodputAccountTests() => _account = new GoodputAccount(_time);

    [Fact]
    public void Two_nodes_and_ten_seconds_make_twenty()
    {
        Join(First, Seconds(idle: 100));
        Join(Second, Seconds(idle: 5));
        _account.Begin(null);
        for (int i = 1; i <= 10; i++)
        {
            _time.Advance(1);
            _account.Note(First, Seconds(compute: i, idle: 100), _time.GetTimestamp());
            _account.Note(Second, Seconds(compute: i * 0.25, average: i * 0.75, idle: 5), _time.GetTimestamp());
        }
        GoodputSummary summary = _account.Summarize();
        Assert.Equal(20, summary.DeviceSeconds, 9);
        Assert.Equal(12.5, summary.Seconds.Compute, 9);
        Assert.Equal(7.5, summary.Seconds.Average, 9);
        Assert.Equal(12.5 / 20, summary.Ratio, 9);
        Assert.Equal(summary.DeviceSeconds, summary.ToSeconds().Sum(), 9);
    }

    [Fact]
    public void Of_a_heartbeat_that_spans_the_beginning_the_part_after_it_counts()
    {
        Join(First, Seconds(idle: 1));
        _time.Advance(3);
        _account.Begin(null);
        _time.Advance(1);
        _account.Note(First, Seconds(idle: 5), _time.GetTimestamp());
        Assert.Equal(1, _account.Summarize().Seconds.Idle, 9);
    }

    [Fact]
    public void A_word_from_before_the_beginning_that_is_heard_after_it_adds_no_time()
    {
        Join(First, Seconds(idle: 1));
        _time.Advance(3);
        _account.Begin(null);
        _time.Advance(0.1);
        _account.Note(First, Seconds(idle: 3.5), _time.GetTimestamp()); // Said half a second before the beginning.
        _time.Advance(1);
        _account.Note(First, Seconds(compute: 1, idle: 4.1), _time.GetTimestamp());
        GoodputSummary summary = _account.Summarize();
        Assert.Equal(1.1, summary.DeviceSeconds, 9);
        Assert.Equal(0.1 + 0.6 / 1.6, summary.Seconds.Idle, 9);
    }

    [Fact]
    public void A_node_that_joins_later_counts_from_then_on_and_one_that_is_lost_until_then()
    {
        _account.Begin(null);
        Join(First, Seconds());
        _time.Advance(2);
        _account.Note(First, Seconds(compute: 2), _time.GetTimestamp());
        _time.Advance(1);
        _account.Leave(First); // Nothing was heard from it for a second.
        _time.Advance(5); // Nobody is there.
        Join(Second, Seconds(idle: 50));
        _time.Advance(4);
        GoodputSummary summary = _account.Summarize();
        Assert.Equal(2, summary.Seconds.Compute, 9);
        Assert.Equal(1 + 4, summary.Seconds.Idle, 9);
    }

    [Fact]
    public void What_a_lost_node_did_since_its_last_word_is_part_of_recovering_and_so_is_its_replacement()
    {
        _account.Begin(null);
        Join(First, Seconds());
        _time.Advance(2);
        _account.Note(First, Seconds(compute: 2), _time.GetTimestamp());
        _time.Advance(5);
        _account.Lose(First); // After five seconds of silence.
        _account.Leave(First); // Then its connection closed, too.
        _account.Note(First, Seconds(compute: 7), _time.GetTimestamp()); // And this came too late.
        _account.Join(Second, hasBegun: true, _time.GetTimestamp());
        _time.Advance(1);
        Assert.Equal((5 + 1, 0), (_account.Summarize().Seconds.Recover, _account.Summarize().Seconds.Idle));
        _account.Note(Second, Seconds(recover: 7), _time.GetTimestamp());
        _time.Advance(3);
        _account.Note(Second, Seconds(compute: 1, recover: 9), _time.GetTimestamp());
        GoodputSummary summary = _account.Summarize();
        Assert.Equal((5 + 1 + 2, 0, 3), (summary.Seconds.Recover, summary.Seconds.Idle, summary.Seconds.Compute));
        Assert.Equal(11, summary.DeviceSeconds, 9);
    }

    [Fact]
    public void Until_a_node_has_told_something_it_is_idle()
    {
        _account.Join(First, hasBegun: false, _time.GetTimestamp());
        _time.Advance(1);
        _account.Begin(null);
        _time.Advance(2);
        _account.Note(First, Seconds(compute: 99), _time.GetTimestamp());
        _account.Join(First, hasBegun: false, _time.GetTimestamp()); // Its Hello came twice.
        _time.Advance(1);
        _account.Note(First, Seconds(compute: 100), _time.GetTimestamp());
        GoodputSummary summary = _account.Summarize();
        Assert.Equal((1, 2), (Math.Round(summary.Seconds.Compute, 9), Math.Round(summary.Seconds.Idle, 9)));
    }

    [Fact]
    public void What_is_no_account_is_passed_over_and_earlier_attempts_are_added()
    {
        _account.Begin(GoodputSummary.Of(Seconds(compute: 7)));
        _account.Note(First, [], _time.GetTimestamp());
        _account.Note(First, [1, 2, 3], _time.GetTimestamp());
        _account.Note(First, Seconds(compute: double.NaN), _time.GetTimestamp());
        _account.Leave(First);
        Assert.Equal(7, _account.Summarize().DeviceSeconds);
    }

    private void Join(NodeId node, double[] seconds)
    {
        _account.Join(node, hasBegun: false, _time.GetTimestamp());
        _account.Note(node, seconds, _time.GetTimestamp());
    }

    private static double[] Seconds(double compute = 0, double average = 0, double recover = 0, double idle = 0) =>
        [0, 0, 0, compute, average, recover, 0, 0, idle];
}
