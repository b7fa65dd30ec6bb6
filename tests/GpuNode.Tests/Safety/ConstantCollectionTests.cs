using Distillery.GpuNode.Tests.Training;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Safety;

/// <summary>A run while the collector never rests: whatever libtorch or its callbacks use and nobody holds is gone before it is used.</summary>
[Collection(AloneCollection.Name)]
public sealed class ConstantCollectionTests
{
    [Theory]
    [InlineData("unix", "adamw", "ema_decay: 0.8", "cpu")]
    [InlineData("kd", "sgd", "clip_norm: 0.5", "cpu")]
    [InlineData("unix", "sgd", "clip_norm: 0.5", "cpu:0,cpu:1")]
    public void A_run_under_constant_collection_has_the_same_bits(string method, string optimizer, string more, string devices)
    {
        RunConfig config = TestRun.Config(method, optimizer, more);
        string? expected = WeightsOf(config, "cpu");
        using CancellationTokenSource end = new();
        Thread collector = new(() => CollectUntil(end.Token));
        collector.Start();
        string? found = WeightsOf(config, devices);
        end.Cancel();
        collector.Join();
        Assert.Equal(expected, found);
    }

    private static void CollectUntil(CancellationToken end)
    {
        for (int round = 0; !end.IsCancellationRequested; round++)
        {
            GC.Collect(round % 4 == 0 ? GC.MaxGeneration : 0);
            GC.WaitForPendingFinalizers();
        }
    }

    private static string? WeightsOf(RunConfig config, string devices)
    {
        using TestRun run = new();
        return run.Execute(config, devices: devices).WeightsSha256;
    }
}
