using Distillery.GpuNode.Compute;
using Distillery.GpuNode.Protocol;
using Distillery.Messages;
using Distillery.Shared.Compute;

namespace Distillery.GpuNode.Tests.Compute;

public sealed class RestingTimeTests
{
    private readonly TickingTime _time = new();
    private readonly RestingTime _resting = new();
    private readonly ActivityLedger _ledger;

    public RestingTimeTests() => _ledger = new ActivityLedger(_time);

    [Fact]
    public void Loading_at_the_beginning_of_a_run_is_idle_time()
    {
        Spend(NodePhase.Unloaded, 1);
        _resting.Welcomed(new Generation(1, 0));
        Spend(NodePhase.Loading, 5);
        Spend(NodePhase.Waiting, 2);
        Spend(NodePhase.Paused, 1);
        Expect(idle: 8, recover: 1);
    }

    [Fact]
    public void Loading_in_the_place_of_a_lost_node_is_recovering()
    {
        Spend(NodePhase.Unloaded, 1);
        _resting.Welcomed(new Generation(1, 3));
        Spend(NodePhase.Loading, 5);
        Spend(NodePhase.Waiting, 2); // It stands by until it is given a part.
        Spend(NodePhase.CatchingUp, 1);
        Expect(idle: 3, recover: 6);
    }

    [Fact]
    public void Another_welcome_while_it_loads_changes_nothing()
    {
        _resting.Welcomed(new Generation(1, 0));
        _resting.Welcomed(new Generation(2, 3)); // Of a coordinator that was started again.
        Spend(NodePhase.Loading, 5);
        Expect(idle: 5, recover: 0);
    }

    [Fact]
    public void A_node_that_has_lost_its_part_wants_it_back()
    {
        Spend(NodePhase.Running, 1);
        Spend(NodePhase.Waiting, 4);
        Expect(idle: 1, recover: 4);
    }

    private void Spend(NodePhase phase, double seconds)
    {
        _ledger.Rest(_resting.In(phase));
        _time.Advance(seconds);
    }

    private void Expect(double idle, double recover)
    {
        double[] seconds = _ledger.Seconds;
        Assert.Equal((idle, recover), (seconds[(int)DeviceActivity.Idle], seconds[(int)DeviceActivity.Recover]));
    }
}
