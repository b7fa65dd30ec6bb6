using Distillery.GpuNode.Compute;
using Distillery.Shared.Compute;

namespace Distillery.GpuNode.Tests.Compute;

public sealed class ActivityLedgerTests
{
    private readonly TickingTime _time = new();
    private readonly ActivityLedger _ledger;

    public ActivityLedgerTests() => _ledger = new ActivityLedger(_time);

    [Fact]
    public void Time_without_work_is_idle_or_recovering()
    {
        _time.Advance(2);
        _ledger.Rest(DeviceActivity.Recover);
        _time.Advance(3);
        _ledger.Rest(DeviceActivity.Idle);
        _time.Advance(1);
        Expect((DeviceActivity.Idle, 3), (DeviceActivity.Recover, 3));
    }

    [Fact]
    public void A_computed_step_is_divided_as_its_ranks_phases_are()
    {
        _ledger.Begin(DeviceTask.Computing);
        _time.Advance(2);
        Expect(); // Not yet known.
        _ledger.EndComputing([0.4, 0.4, 0.8, 2.4, 9, 9]); // Two ranks side by side; averaging is no part of it.
        Expect(
            (DeviceActivity.Data, 0.2), (DeviceActivity.Score, 0.2), (DeviceActivity.Teacher, 0.4), (DeviceActivity.Compute, 1.2));
    }

    [Fact]
    public void A_step_without_phases_counts_as_computing()
    {
        _ledger.Begin(DeviceTask.Computing);
        _time.Advance(2);
        _ledger.EndComputing(new double[6]);
        Expect((DeviceActivity.Compute, 2));
    }

    [Fact]
    public void What_is_given_up_was_lost_to_recovery()
    {
        _ledger.Begin(DeviceTask.Computing);
        _time.Advance(2);
        _ledger.GiveUpComputing();
        Expect((DeviceActivity.Recover, 2));
    }

    [Fact]
    public void Work_that_is_hidden_behind_computing_takes_no_time_of_its_own()
    {
        _ledger.Begin(DeviceTask.Copying);
        _time.Advance(1);
        _ledger.Begin(DeviceTask.Computing);
        _ledger.Wait(true);
        _time.Advance(4);
        _ledger.End(DeviceTask.Copying);
        _ledger.EndComputing([0, 0, 0, 1, 0, 0]);
        _time.Advance(2);
        _ledger.Wait(false);
        Expect((DeviceActivity.Checkpoint, 1), (DeviceActivity.Compute, 4), (DeviceActivity.Average, 2));
    }

    [Fact]
    public void Waiting_for_an_average_ends_with_the_generation()
    {
        _ledger.Wait(true);
        _time.Advance(1);
        _ledger.Rest(DeviceActivity.Recover);
        _time.Advance(5);
        _ledger.Begin(DeviceTask.Applying);
        _time.Advance(2);
        _ledger.End(DeviceTask.Applying);
        Expect((DeviceActivity.Average, 1), (DeviceActivity.Recover, 5), (DeviceActivity.Compute, 2));
    }

    [Fact]
    public void Whatever_happens_in_whatever_order_the_activities_add_up_to_the_time_that_has_gone_by()
    {
        Shared.Seeds.RandomStream stream = Shared.Seeds.RandomStream.Named(7, "test/ledger");
        double gone = 0;
        for (int i = 0; i < 10_000; i++)
        {
            double step = stream.NextDouble();
            _time.Advance(step);
            gone += step;
            switch (stream.NextUInt32() % 6)
            {
                case 0: _ledger.Rest((DeviceActivity)(stream.NextUInt32() % 9)); break;
                case 1: _ledger.Begin(DeviceTask.Evaluating); _ledger.Begin(DeviceTask.Applying); break;
                case 2: _ledger.Wait(i % 2 == 0); break;
                case 3: _ledger.Begin(DeviceTask.Computing); break;
                case 4: _ledger.EndComputing([stream.NextDouble(), 0, 1, stream.NextDouble(), 5, 5]); break;
                default: _ledger.GiveUpComputing(); break;
            }
        }
        _ledger.GiveUpComputing();
        Assert.Equal(gone, _ledger.Seconds.Sum(), 1e-2);
    }

    private void Expect(params (DeviceActivity Activity, double Seconds)[] expected)
    {
        double[] seconds = _ledger.Seconds;
        foreach (DeviceActivity activity in Enum.GetValues<DeviceActivity>())
            Assert.Equal(expected.Where(each => each.Activity == activity).Sum(each => each.Seconds), seconds[(int)activity], 9);
    }
}
