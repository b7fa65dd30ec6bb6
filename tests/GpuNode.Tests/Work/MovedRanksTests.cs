using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Tests.Training;
using Distillery.Messages.Generations;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Work;

public sealed class MovedRanksTests : IDisposable
{
    private readonly RunConfig _config;
    private readonly WorkCluster _cluster;

    public MovedRanksTests()
    {
        _config = TestRun.Config("unix");
        _config = _config with { Train = _config.Train with { Replicas = 4 } };
        _cluster = new WorkCluster(_config, new RankSpan(0, 2), new RankSpan(2, 2));
        _cluster.Start();
        _cluster.Run(untilStep: 2);
    }

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public void A_rank_that_moves_computes_the_same_contribution_on_the_other_node()
    {
        RankSpan moved = new(2, 1);
        _cluster[1].Compute(2, moved);
        byte[][] before = Slices(_cluster[1], moved);
        _cluster[0].Compute(2, moved);
        Assert.Equal(before, Slices(_cluster[0], moved));
    }

    [Fact]
    public void Ranks_that_stay_are_summed_anew_and_not_computed_anew()
    {
        WorkNode node = _cluster[0];
        node.Compute(2, new RankSpan(0, 2));
        byte[][] pair = Slices(node, new RankSpan(0, 2));
        object report = node.Work.Run.Seats.SeatOf(0)!.Report!;

        node.Compute(2, new RankSpan(0, 4)); // Two more come.
        Assert.Same(report, node.Work.Run.Seats.SeatOf(0)!.Report);
        node.Compute(2, new RankSpan(0, 2)); // And go.

        Assert.Equal(pair, Slices(node, new RankSpan(0, 2)));
        Assert.Same(report, node.Work.Run.Seats.SeatOf(0)!.Report);
        Assert.Null(node.Work.Run.Seats.SeatOf(2));
    }

    [Fact]
    public void A_new_order_gives_up_the_one_that_runs()
    {
        WorkNode node = _cluster[0];
        for (long ticket = 100; ticket < 105; ticket++)
            node.Work.Compute(new ComputeOrder(ticket, 2, [new RankSpan(0, 4)], Evaluates: true, HashesWeights: true));
        node.WaitFor<SliceComputed>(computed => computed.Ticket == 104 && computed.Slice == node.Plan.ReportSlice);
        byte[][] slices = Slices(node, new RankSpan(0, 4));

        node.Compute(2, new RankSpan(2, 2));
        node.Compute(2, new RankSpan(0, 4));

        Assert.Equal(slices, Slices(node, new RankSpan(0, 4)));
    }

    [Fact]
    public void A_change_of_the_state_waits_for_the_computation_and_gives_it_up()
    {
        WorkNode node = _cluster[0];
        string before = node.Checksum;
        node.Work.Compute(new ComputeOrder(200, 2, [new RankSpan(0, 4)], Evaluates: true, HashesWeights: true));

        node.Restore(0);

        Assert.NotEqual(before, node.Checksum);
        node.Compute(0, new RankSpan(0, 1));
        using WorkNode fresh = _cluster.CreateNode();
        fresh.Restore(0);
        fresh.Compute(0, new RankSpan(0, 1));
        Assert.Equal(Slices(fresh, new RankSpan(0, 1), 0), Slices(node, new RankSpan(0, 1), 0));
    }

    // Without the reports, which tell durations.
    private static byte[][] Slices(WorkNode node, RankSpan ranks, long step = 2) =>
        [.. Enumerable.Range(0, node.Plan.ReportSlice).Select(slice => node.Contribution(step, slice, ranks))];
}
