using System.Runtime.InteropServices;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Training;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Work;

public sealed class SkippedStepsTests
{
    [Theory]
    [InlineData(WireType.Fp32)]
    [InlineData(WireType.Bf16)]
    public void A_step_whose_average_is_not_finite_is_counted_and_changes_nothing(WireType wire)
    {
        RunConfig config = TestRun.Config("supervised", more: "ema_decay: 0.9");
        using WorkCluster cluster = new(
            config with { Cluster = config.Cluster with { Wire = wire } }, new RankSpan(0, 1), new RankSpan(1, 1));
        cluster.Start();
        cluster.Run(untilStep: 1);
        ulong before = cluster[0].StateHash;
        IReadOnlyList<SlicePart>[] parts = cluster.Compute(1);
        Spoil(parts[1][0], wire);

        cluster.Spread(1, parts);

        Assert.All(cluster.Nodes, node =>
        {
            Applied applied = node.Apply(1);
            Assert.True(applied.Record.IsSkipped);
            Assert.Equal(before, node.StateHash);
            node.Compute(2, new RankSpan(0, 1)); // It goes on with the next step.
        });
    }

    [Fact]
    public void Weights_that_are_not_finite_are_not_written()
    {
        using WorkCluster cluster = new(TestRun.Config("supervised"), new RankSpan(0, 2));
        cluster.Start();
        cluster.Run(untilStep: 1);
        cluster[0].Work.Run.State.Weights.Parameters.HostSpan<float>()[5] = float.NaN;
        cluster[0].Work.WriteCheckpoint(1);
        CheckpointDone done = cluster[0].WaitFor<CheckpointDone>();
        Assert.Null(done.Folder);
        Assert.True(done.Failure!.IsFatal);
        Assert.Contains("diverged", done.Failure.Problem, StringComparison.Ordinal);
        Assert.False(Directory.Exists(cluster.CheckpointsPath));
    }

    private static void Spoil(SlicePart part, WireType wire)
    {
        Span<byte> bytes = MemoryMarshal.AsMemory(((MemoryPayload)part.Payload).Bytes).Span;
        if (wire == WireType.Fp32) MemoryMarshal.Cast<byte, float>(bytes)[17] = float.NaN;
        else MemoryMarshal.Cast<byte, ushort>(bytes)[17] = 0x7F80;
    }
}
