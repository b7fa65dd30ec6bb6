using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Training;
using Distillery.GpuNode.Work;
using Distillery.GpuNode.Work.Copies;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Work.Copies;

/// <summary>A node of two devices beside one of the processor alone, with the same ranks.</summary>
public sealed class DeviceCopiesTests : IDisposable
{
    private static readonly RankSpan All = new(0, 6);

    private readonly WorkCluster _cluster;

    public DeviceCopiesTests()
    {
        RunConfig config = TestRun.Config("unix", more: "ema_decay: 0.9");
        _cluster = new WorkCluster(
            config with { Train = config.Train with { Replicas = 6, Batch = 8 } }, [All, All], ["cpu:0,cpu:1", "cpu"]);
        foreach (WorkNode node in _cluster.Nodes) node.Restore(0);
    }

    private WorkNode Two => _cluster[0];

    private WorkNode One => _cluster[1];

    private IReadOnlyList<DeviceCopy> Copies => Two.Work.Run.Copies.All;

    public void Dispose() => _cluster.Dispose();

    [Theory]
    [InlineData(0, 6)]
    [InlineData(0, 5)]
    [InlineData(1, 4)]
    [InlineData(4, 2)]
    public void Ranks_on_two_devices_contribute_the_bits_of_ranks_on_one(int first, int count)
    {
        RankSpan ranks = new(first, count);
        foreach (RankSpan subtree in Two.Compute(0, ranks))
        {
            if (One.Work.Run.Seats.SeatOf(first) is null) One.Compute(0, ranks);
            Assert.Equal(Slices(One, subtree), Slices(Two, subtree));
        }
    }

    [Fact]
    public void Neighbours_share_a_device_and_the_devices_the_ranks()
    {
        Two.Compute(0, All);
        Assert.Equal([0, 0, 0, 1, 1, 1], DevicesOf(All));
        Two.Compute(0, new RankSpan(1, 4));
        Assert.Equal([0, 0, 1, 1], DevicesOf(new RankSpan(1, 4)));
    }

    [Fact]
    public void A_rank_that_has_computed_a_step_is_not_computed_again_where_others_come_or_go()
    {
        Two.Compute(0, new RankSpan(0, 2));
        Assert.Equal([0, 1], DevicesOf(new RankSpan(0, 2)));
        object report = Two.Work.Run.Seats.SeatOf(1)!.Report!;

        Two.Compute(0, All); // Alone it would now be on the first device.
        One.Compute(0, All);
        Assert.Same(report, Two.Work.Run.Seats.SeatOf(1)!.Report);
        Assert.Equal([0, 1, 0, 1, 1, 1], DevicesOf(All));
        Assert.Equal(Slices(One, All), Slices(Two, All));

        Two.Compute(0, new RankSpan(0, 2)); // Nothing is left to compute.
        One.Compute(0, new RankSpan(0, 2));
        Assert.Same(report, Two.Work.Run.Seats.SeatOf(1)!.Report);
        Assert.Equal(Slices(One, new RankSpan(0, 2)), Slices(Two, new RankSpan(0, 2)));
    }

    [Fact]
    public void All_copies_take_over_a_state_that_another_node_sends()
    {
        byte[][] pieces = [.. One.Work.StatePieces().Select(piece => piece.Bytes.ToArray())];
        foreach (DeviceCopy copy in Copies) copy.State.Weights.Parameters.HostSpan<float>().Fill(3);
        for (int i = 0; i < pieces.Length; i++)
            Two.Work.KeepPiece(new StateChunk(new Generation(1, 1), 0, i, pieces.Length, new MemoryPayload(pieces[i])));
        Two.Work.InstallState(9, 0);
        Two.WaitFor<StateInstalled>();
        Assert.All(Copies, copy => Assert.Equal(One.StateHash, StateVectors.Hash(copy.State.Vectors)));
    }

    [Fact]
    public void Copies_that_have_come_apart_are_found_and_named()
    {
        Copies[1].State.Average!.Weights.Parameters.HostSpan<float>()[7] += 1;
        Two.Work.Compute(new ComputeOrder(7, 0, [new RankSpan(0, 4)], Evaluates: false, HashesWeights: true));
        WorkFailure failure = Two.WaitFor<WorkBroken>().Failure;
        Assert.Equal("the states on cpu:0 and cpu:1 differ after 0 steps, though they took the same ones", failure.Problem);
        Assert.False(failure.IsRequestWrong);
    }

    [Fact]
    public void Devices_without_a_rank_are_told_once()
    {
        Two.Compute(0, All);
        Assert.Empty(Two.Told);
        for (int i = 0; i < 2; i++) Two.Compute(0, new RankSpan(2, 1));
        Assert.Contains("1 of this node's 2 devices stay idle", Assert.Single(Two.Told), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_device_holds_is_its_state_and_its_ranks_contributions()
    {
        long state = Copies[1].State.Vectors.Sum(StateVectors.BytesOf);
        Assert.Equal(state, Copies[1].HeldBytes);
        Two.Compute(0, All);
        long vector = Two.Work.Run.Seats.SeatOf(5)!.Contribution.NumberOfElements * sizeof(float);
        Assert.Equal(state + (3 * vector), Copies[1].HeldBytes);
    }

    private int[] DevicesOf(RankSpan ranks) =>
    [
        .. Enumerable.Range(ranks.First, ranks.Count)
            .Select(rank => Copies.ToList().IndexOf(Two.Work.Run.Seats.SeatOf(rank)!.Copy)),
    ];

    private static byte[][] Slices(WorkNode node, RankSpan subtree) =>
        [.. Enumerable.Range(0, node.Plan.ReportSlice).Select(slice => node.Contribution(0, slice, subtree))];
}
