using Distillery.GpuNode.Tests.Training;
using Distillery.Messages.Generations;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Tests.Work.Copies;

/// <summary>On however many devices of a kind a node's ranks are, the run is the one that a single device computes.</summary>
public sealed class DeviceBitsTests
{
    [Theory]
    [InlineData("unix", 1, "clip_norm: 0.5")]
    [InlineData("unix", 3, "clip_norm: 0.5")]
    [InlineData("supervised", 5, "ema_decay: 0.9")]
    [InlineData("kd", 4, "label_smoothing: 0.1")]
    public void One_two_and_three_devices_compute_what_the_processor_does(string method, int ranks, string more)
    {
        RunConfig config = Config(method, ranks, more);
        RunSummary expected = Execute(config, "cpu");
        foreach (string devices in (string[])["cpu:0", "cpu:0,cpu:1", "cpu:2,cpu:0,cpu:1"])
            WholeRunTests.AssertSameResult(expected, Execute(config, devices));
    }

    [Theory]
    [InlineData("cpu", "cpu:0,cpu:1")]
    [InlineData("cpu:0,cpu:1", "cpu:0,cpu:1,cpu:2")]
    public void With_bfloat16_on_the_wire_and_several_nodes_devices_do_not_show_either(string first, string second)
    {
        RunConfig config = Config("unix", 7, "");
        config = config with { Cluster = config.Cluster with { Wire = WireType.Bf16 } };
        string expected = Train(config, [new(0, 7)], ["cpu"]);
        Assert.Equal(expected, Train(config, [new(0, 3), new(3, 4)], [first, second]));
        Assert.Equal(expected, Train(config, [new(0, 5), new(5, 2)], [second, first]));
    }

    [Fact]
    public void A_run_goes_on_on_other_devices_than_it_began()
    {
        RunConfig config = TestRun.Config("unix", "adamw", "ema_decay: 0.8");
        config = config with { Train = config.Train with { Replicas = 3 } };
        RunSummary expected = Execute(config, "cpu");
        using TestRun broken = new();
        broken.Execute(config, new TestObserver { StopAfter = 3 }, devices: "cpu:0,cpu:1");
        broken.Execute(config, new TestObserver { StopAfter = 5 }, devices: "cpu");
        WholeRunTests.AssertSameResult(expected, broken.Execute(config, devices: "cpu:0,cpu:1,cpu:2"));
    }

    private static RunConfig Config(string method, int ranks, string more)
    {
        RunConfig config = TestRun.Config(method, more: more);
        return config with { Train = config.Train with { Replicas = ranks, Steps = 4, Batch = 9 } };
    }

    private static RunSummary Execute(RunConfig config, string devices)
    {
        using TestRun run = new();
        return run.Execute(config, devices: devices);
    }

    private static string Train(RunConfig config, RankSpan[] spans, string[] devices)
    {
        using WorkCluster cluster = new(config, spans, devices);
        cluster.Start();
        cluster.Run(); // It compares the nodes' states after each step.
        return cluster[0].Checksum;
    }
}
