using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Tests.Training;
using Distillery.GpuNode.Work;
using Distillery.Messages.Generations;
using Distillery.Shared.Averaging;

namespace Distillery.GpuNode.Tests.Work;

public sealed class SliceProgressTests
{
    // Two parameters share slice 0, the third one reaches from there to slice 2, and statistics fill slice 3.
    private static readonly FlatLayout Parameters = new(
    [
        ("first", [100]),
        ("second", [16_000]),
        ("third", [20_000]),
    ]);

    private readonly SliceProgress _progress = new(new SliceLayout(4 * 16_384), Parameters);
    private readonly List<int> _told = [];

    [Fact]
    public void A_slice_is_complete_with_the_last_of_its_parameters()
    {
        _progress.Begin(_told.Add);
        _progress.Arrive(Parameters["third"]);
        Assert.Equal([1, 2], _told);
        _progress.Arrive(Parameters["second"]);
        Assert.Equal([1, 2], _told);
        _progress.Arrive(Parameters["first"]);
        Assert.Equal([1, 2, 0], _told);
        _progress.End();
        Assert.Equal([1, 2, 0, 3], _told);
    }

    [Fact]
    public void A_parameter_without_a_gradient_keeps_its_slices_until_the_end_only()
    {
        for (int step = 0; step < 2; step++)
        {
            _told.Clear();
            _progress.Begin(_told.Add);
            _progress.Arrive(Parameters["first"]);
            Assert.Empty(_told);
            _progress.End();
            Assert.Equal([0, 1, 2, 3], _told);
        }
    }

    [Fact]
    public void A_failure_waits_for_the_end_of_backward()
    {
        _progress.Begin(_ => throw new InvalidOperationException("a reason"));
        _progress.Arrive(Parameters["third"]);
        _progress.Arrive(Parameters["second"]);
        Assert.Equal("a reason", Assert.Throws<InvalidOperationException>(_progress.End).Message);
    }

    [Fact]
    public void A_node_tells_of_slices_while_backward_goes_on_and_of_the_first_layers_last()
    {
        using WorkCluster cluster = new(TestRun.Config("unix"), new RankSpan(0, 2));
        cluster.Start();
        WorkNode node = cluster[0];
        node.Work.Compute(new ComputeOrder(7, 0, [new RankSpan(0, 2)], Evaluates: false, HashesWeights: false));
        int[] order = [.. Enumerable.Range(0, node.Plan.SliceCount).Select(_ => node.WaitFor<SliceComputed>().Slice)];
        Assert.Equal(Enumerable.Range(0, node.Plan.SliceCount), order.Order());
        Assert.Equal([0, node.Plan.ReportSlice], order[^2..]);
    }
}
