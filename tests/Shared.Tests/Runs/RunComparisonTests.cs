using System.Text.Json;
using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Runs;

public sealed class RunComparisonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_table_has_one_aligned_line_a_run()
    {
        WriteRun("kd", Kd);
        WriteRun("unix", Unix(seed: 1, top1: 0.9012));

        RunComparison comparison = RunComparison.Read([_folder.At("kd"), _folder.At("unix")]);

        Assert.Equal(
            """
            method         seed       status  top-1 %  compute  teacher queries  images/s  seconds  steps
            -------------  ----  -----------  -------  -------  ---------------  --------  -------  -----
            kd                1  interrupted        -    1.000            76800         -     12.3   1200
            unix k/N 0.75     1    completed    90.12    0.750            57600      4322     10.0   1200

            """,
            comparison.ToText());
    }

    [Fact]
    public void Runs_of_the_same_label_are_taken_together_with_the_sample_deviation()
    {
        WriteRun("a", Unix(seed: 1, top1: 0.90));
        WriteRun("b", Unix(seed: 2, top1: 0.91));
        WriteRun("c", Unix(seed: 3, top1: 0.95));
        WriteRun("d", Unix(seed: 4, top1: 0.10) with { Status = RunStatus.Failed });

        RunComparison comparison = RunComparison.Read([_folder.FullPath]);

        ComparisonAggregate aggregate = Assert.Single(comparison.Aggregate());
        Assert.Equal(("unix k/N 0.75", 3), (aggregate.Label, aggregate.RunCount));
        Assert.Equal(0.92, aggregate.Top1!.Mean, 12);
        Assert.Equal(Math.Sqrt(0.0007), aggregate.Top1.Deviation!.Value, 12); // (4 + 1 + 9) / 2 of 1e-4
        Assert.Equal(0, aggregate.TeacherQueries!.Deviation);
        Assert.Contains(
            "unix k/N 0.75     3  92.00 ± 2.65  0.750 ± 0.000", comparison.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_run_has_a_mean_and_no_deviation_and_a_missing_measure_gives_none()
    {
        WriteRun("a", Unix(seed: 1, top1: 0.9) with { Compute = null });

        ComparisonAggregate aggregate = Assert.Single(RunComparison.Read([_folder.At("a")]).Aggregate());

        Assert.Equal(new Spread(0.9, null), aggregate.Top1);
        Assert.Null(aggregate.ComputeRatio);
    }

    [Fact]
    public void A_folder_with_one_run_a_method_stands_for_all_of_them_and_tells_what_is_missing()
    {
        WriteRun("study/unix", Unix(seed: 1, top1: 0.9));
        WriteRun("study/kd", Kd);
        RunFolder.Open(_folder.At("study", "random")).Dispose();
        Directory.CreateDirectory(_folder.At("study", "notes"));

        RunComparison comparison = RunComparison.Read([_folder.At("study") + "/"]);

        Assert.Equal(["kd", "unix k/N 0.75"], comparison.Rows.Select(row => row.Label));
        Assert.Equal([_folder.At("study", "random")], comparison.Omitted);
        Assert.EndsWith($"left out, as it has no summary yet: {_folder.At("study", "random")}\n", comparison.ToText(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Json_lines_give_the_runs_and_then_the_labels()
    {
        WriteRun("a", Unix(seed: 1, top1: 0.90));
        WriteRun("b", Unix(seed: 2, top1: 0.92));

        IReadOnlyList<string> lines = RunComparison.Read([_folder.FullPath]).ToJsonLines();

        JsonElement[] objects = [.. lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
        Assert.Equal(["run", "run", "aggregate"], objects.Select(line => line.GetProperty("kind").GetString()));
        Assert.Equal(_folder.At("a"), objects[0].GetProperty("folder").GetString());
        Assert.Equal(0.75, objects[0].GetProperty("compute_ratio").GetDouble());
        Assert.Equal(57_600, objects[1].GetProperty("teacher_queries").GetInt64());
        Assert.Equal(0.91, objects[2].GetProperty("top1_mean").GetDouble(), 12);
        Assert.Equal(2, objects[2].GetProperty("runs").GetInt32());
    }

    [Fact]
    public void A_folder_that_is_missing_or_has_no_summary_is_named()
    {
        AssertRefused("there is no run folder", _folder.At("missing"));
        AssertRefused("has no summary.json", _folder.FullPath);
        Assert.Throws<UserErrorException>(() => RunComparison.Read([]));
    }

    private static RunSummary Kd { get; } = new()
    {
        Name = "a", Method = "kd", Seed = 1, Status = RunStatus.Interrupted, Steps = 1200, TeacherQueries = 76_800,
        Compute = new ComputeSummary(40, 40, 1, 1), WallSeconds = 12.34,
    };

    private static RunSummary Unix(long seed, double top1) => new()
    {
        Name = "a", Method = "unix", MethodLabel = "unix k/N 0.75", Seed = seed, Status = RunStatus.Completed,
        Steps = 1200, Top1 = top1, Compute = new ComputeSummary(30, 40, 0.75, 0.8), TeacherQueries = 57_600,
        ImagesPerSecond = 4321.6, WallSeconds = 10,
    };

    private static void AssertRefused(string expected, string folder)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => RunComparison.Read([folder]));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(folder, error.Message, StringComparison.Ordinal);
    }

    private void WriteRun(string name, RunSummary summary)
    {
        Directory.CreateDirectory(_folder.At(name));
        summary.Write(_folder.At(name, "summary.json"));
    }
}
