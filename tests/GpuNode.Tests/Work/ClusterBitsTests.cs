using Distillery.GpuNode.Tests.Training;
using Distillery.Messages.Generations;
using Distillery.Shared.Compute;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Tests.Work;

/// <summary>However many nodes there are, the run is the one that a single process computes.</summary>
public sealed class ClusterBitsTests
{
    public static TheoryData<string, string> Runs => new()
    {
        { "unix", "clip_norm: 0.5" },
        { "supervised", "ema_decay: 0.9" },
        { "kd", "label_smoothing: 0.1" },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void One_two_and_four_nodes_compute_what_one_process_does(string method, string more)
    {
        RunConfig config = Config(method, more, ranks: 5);
        RunSummary expected = InOneProcess(config);
        foreach (RankSpan[] spans in (RankSpan[][])[[new(0, 5)], [new(0, 3), new(3, 2)], [new(0, 1), new(1, 2), new(3, 1), new(4, 1)]])
        {
            using WorkCluster cluster = new(config, spans);
            cluster.Start();
            cluster.Run();
            Assert.Equal(expected.WeightsSha256, cluster[0].Checksum);
            AssertSameCounts(expected, cluster);
        }
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("adamw")]
    public void With_bfloat16_on_the_wire_the_number_of_nodes_does_not_show_either(string optimizer)
    {
        RunConfig config = TestRun.Config("unix", optimizer);
        config = config with { Train = config.Train with { Replicas = 4, Steps = 4 } };
        RunConfig narrow = config with { Cluster = config.Cluster with { Wire = WireType.Bf16 } };
        HashSet<string> checksums = [];
        foreach (RankSpan[] spans in (RankSpan[][])[[new(0, 4)], [new(0, 3), new(3, 1)], [new(0, 1), new(1, 1), new(2, 1), new(3, 1)]])
        {
            using WorkCluster cluster = new(narrow, spans);
            cluster.Start();
            cluster.Run();
            checksums.Add(cluster[0].Checksum);
        }
        Assert.NotEqual(InOneProcess(config).WeightsSha256, Assert.Single(checksums));
    }

    private static void AssertSameCounts(RunSummary expected, WorkCluster cluster)
    {
        RunTotals totals = cluster.Records.Aggregate(new RunTotals(), (sum, record) => sum.After(record));
        Assert.Equal((expected.Top1, expected.Top5, expected.BestTop1), (totals.Top1, totals.Top5, totals.BestTop1));
        Assert.Equal((expected.SamplesSeen, expected.TeacherQueries), (totals.SamplesSeen, totals.TeacherQueries));
        Assert.Equal((expected.Steps, 0L), (totals.EvaluatedStep, totals.SkippedSteps));
        Assert.Equal(expected.Compute!.TotalMacs, Macs(totals, cluster));
        Assert.All(cluster.Records[..^1], record => Assert.All(record.Reports, report => Assert.True(double.IsFinite(report.Loss))));
    }

    private static Int128 Macs(RunTotals totals, WorkCluster cluster)
    {
        ComputeLedger ledger = new(
            cluster[0].Loaded.Facts.StudentMacs, cluster[0].Loaded.Facts.TeacherMacs);
        ledger.Add(totals.SamplesSeen, totals.ScoredImages, totals.TrainedImages, totals.TeacherQueries);
        return ledger.Summary.TotalMacs;
    }

    private static RunConfig Config(string method, string more, int ranks)
    {
        RunConfig config = TestRun.Config(method, more: more);
        return config with { Train = config.Train with { Replicas = ranks, Steps = 5 } };
    }

    private static RunSummary InOneProcess(RunConfig config)
    {
        using TestRun run = new();
        return run.Execute(config);
    }
}
