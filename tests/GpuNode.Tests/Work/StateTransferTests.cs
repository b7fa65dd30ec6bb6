using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Tests.Training;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Work;

public sealed class StateTransferTests : IDisposable
{
    private readonly WorkCluster _cluster;

    public StateTransferTests()
    {
        RunConfig config = TestRun.Config("unix", more: "ema_decay: 0.9");
        _cluster = new WorkCluster(config with { Train = config.Train with { Replicas = 2 } }, new RankSpan(0, 2));
        _cluster.Start();
    }

    public void Dispose() => _cluster.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_node_that_gets_a_state_takes_the_next_steps_with_the_same_bits(long appliedSteps)
    {
        _cluster.Run(untilStep: appliedSteps);
        WorkNode joined = _cluster.CreateNode();

        StateInstalled installed = Install(joined, Pieces(_cluster[0]), appliedSteps);

        Assert.Equal((appliedSteps, _cluster[0].StateHash), (installed.AppliedSteps, installed.StateHash));
        _cluster.Nodes.Add(joined);
        (_cluster.Spans[0], RankSpan second) = (new RankSpan(0, 1), new RankSpan(1, 1));
        _cluster.Spans.Add(second);
        _cluster.Run(); // It compares the nodes' states and records after each step.
    }

    [Fact]
    public void Totals_come_with_the_state()
    {
        _cluster.Run(untilStep: 4);
        using WorkNode joined = _cluster.CreateNode();
        Install(joined, Pieces(_cluster[0]), 4);
        Assert.Equal(Pieces(_cluster[0])[0], Pieces(joined)[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_changed_bit_is_noticed_and_changes_nothing(int piece)
    {
        _cluster.Run(untilStep: 2);
        using WorkNode joined = _cluster.CreateNode();
        ulong before = joined.StateHash;
        byte[][] pieces = Pieces(_cluster[0]);
        pieces[piece < 0 ? ^1 : piece][^1] ^= 1;

        Send(joined, pieces, 2);

        WorkBroken broken = joined.WaitFor<WorkBroken>();
        Assert.Contains("its hash", broken.Failure.Problem, StringComparison.Ordinal);
        Assert.Equal(before, joined.StateHash);
    }

    [Fact]
    public void A_missing_piece_and_another_step_are_named()
    {
        _cluster.Run(untilStep: 2);
        byte[][] pieces = Pieces(_cluster[0]);
        using WorkNode joined = _cluster.CreateNode();
        Send(joined, pieces[..^1], 2);
        Assert.Contains("pieces instead of", joined.WaitFor<WorkBroken>().Failure.Problem, StringComparison.Ordinal);
        Send(joined, pieces, 3);
        Assert.Contains("it is of step 2, not 3", joined.WaitFor<WorkBroken>().Failure.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_lacks_one_average_applies_the_donors()
    {
        _cluster.Nodes.Add(_cluster.CreateNode());
        _cluster.Spans.Add(new RankSpan(1, 1));
        _cluster.Spans[0] = new RankSpan(0, 1);
        _cluster[1].Restore(0);
        _cluster.Run(untilStep: 3);
        _cluster.Spread(3, _cluster.Compute(3), without: 1);
        Applied donors = _cluster[0].Apply(3);
        ulong state = _cluster[0].StateHash;
        _cluster[0].Compute(4, _cluster.Spans[0]); // The donor is a step ahead and already at the next one.

        for (int slice = 0; slice < _cluster[0].Plan.SliceCount; slice++)
            _cluster[1].Work.Keep(WorkCluster.Copy(_cluster[0].Work.AppliedAverage(new Generation(1, 2), slice)));
        Applied own = _cluster[1].Apply(3);

        Assert.Equal(state, _cluster[1].StateHash);
        Assert.Equal(donors.Record.AverageHash, own.Record.AverageHash);
    }

    private static byte[][] Pieces(WorkNode donor) =>
        [.. donor.Work.StatePieces().Select(piece => piece.Bytes.ToArray())];

    private static StateInstalled Install(WorkNode node, byte[][] pieces, long appliedSteps)
    {
        Send(node, pieces, appliedSteps);
        return node.WaitFor<StateInstalled>();
    }

    private static void Send(WorkNode node, byte[][] pieces, long appliedSteps)
    {
        for (int i = 0; i < pieces.Length; i++)
        {
            node.Work.KeepPiece(new StateChunk(
                new Generation(1, 1), appliedSteps, i, pieces.Length, new MemoryPayload(pieces[i])));
        }
        node.Work.InstallState(9, appliedSteps);
    }
}
