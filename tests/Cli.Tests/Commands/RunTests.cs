using System.Text.Json;

namespace Distillery.Cli.Tests.Commands;

public sealed class RunTests : IDisposable
{
    private readonly Study _study = new();

    public void Dispose() => _study.Dispose();

    [Fact]
    public void A_run_leaves_its_configuration_summary_curve_and_checkpoint()
    {
        CliResult result = Run("run", "--record-samples");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("supervised is complete: 6 steps", result.Output, StringComparison.Ordinal);
        JsonElement summary = _study.Summary("run");
        Assert.Equal("completed", summary.GetProperty("status").GetString());
        Assert.Equal("tiny", summary.GetProperty("name").GetString());
        Assert.Equal(6 * 2 * 16, summary.GetProperty("samples_seen").GetInt64());
        Assert.InRange(summary.GetProperty("top1").GetDouble(), 0, 1);
        string[] files = ["config.yaml", "metrics.jsonl", "checkpoints/step-00000006/DONE", "checkpoints/latest/DONE"];
        foreach (string name in files)
            Assert.True(File.Exists(_study.At("run", name)), name);
        Assert.Equal(6 * 2, File.ReadLines(_study.At("run", "samples.jsonl")).Count());
    }

    [Fact]
    public void A_complete_run_is_reported_again_without_data_or_training()
    {
        Assert.Equal(0, Run("run").ExitCode);
        string weights = _study.WeightsOf("run");
        Directory.Delete(_study.Data, recursive: true);
        CliResult again = Run("run");
        Assert.Equal(0, again.ExitCode);
        Assert.Contains("was already complete", again.Output, StringComparison.Ordinal);
        Assert.Equal(weights, _study.WeightsOf("run"));
    }

    [Fact]
    public void A_damaged_summary_does_not_keep_a_run_from_going_on()
    {
        Assert.Equal(0, Run("run").ExitCode);
        string weights = _study.WeightsOf("run");
        File.WriteAllText(_study.At("run", "summary.json"), "{");
        Assert.Equal(0, Run("run").ExitCode);
        Assert.Equal(weights, _study.WeightsOf("run"));
    }

    [Fact]
    public void Json_is_one_event_a_line_and_nothing_else()
    {
        CliResult result = Run("run", "--json", "--set", "checkpoint.every_steps=4", "--verbose");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["preparing", "started"], result.Events.Take(2));
        Assert.Equal("finished", result.Events[^1]);
        Assert.Single(result.Events, "evaluated");
        long[] checkpoints =
        [
            .. result.JsonLines.Where(line => line.GetProperty("event").GetString() == "checkpoint")
                .Select(line => line.GetProperty("step").GetInt64()),
        ];
        Assert.Subset(new HashSet<long> { 4, 6 }, checkpoints.ToHashSet()); // That of step 4 is left out when that of step 6 overtakes it.
        Assert.Equal(6, checkpoints[^1]);
        JsonElement started = result.JsonLines.First(line => line.GetProperty("event").GetString() == "started");
        Assert.Equal(
            (0, 6), (started.GetProperty("first_step").GetInt32(), started.GetProperty("total_steps").GetInt32()));
        JsonElement summary = result.JsonLines[^1].GetProperty("summary");
        Assert.Equal(_study.WeightsOf("run"), summary.GetProperty("weights_sha256").GetString());
    }

    [Fact]
    public void A_stopped_run_is_saved_and_goes_on_with_the_steps_of_an_undisturbed_one()
    {
        (CliResult stopped, _) = RunUntilCheckpoint("stopped", afterStep: 0);
        Assert.Equal("interrupted", _study.Summary("stopped").GetProperty("status").GetString());
        Assert.Contains("Run the same command again to go on: distill run", stopped.Error, StringComparison.Ordinal);
        long steps = StepsOf("stopped");
        Assert.True(steps >= 2, $"it stopped after step {steps}");

        Assert.Equal(steps, RunUntilCheckpoint("stopped", afterStep: steps).FirstStep);
        Assert.True(StepsOf("stopped") > steps, $"it stopped after step {StepsOf("stopped")}");

        RunUntilCheckpoint("undisturbed", afterStep: steps);
        JsonElement difference = Assert.Single(
            CliResult.Of("audit", _study.At("stopped"), _study.At("undisturbed"), "--json").JsonLines);
        Assert.Equal(JsonValueKind.Null, difference.GetProperty("step").ValueKind); // Equal as far as both go.
        Assert.Equal(0, CliResult.Of("audit", _study.At("stopped")).ExitCode);
    }

    [Fact]
    public void A_stop_that_cannot_save_fails_and_names_what_is_left()
    {
        RunUntilCheckpoint("run", afterStep: 0);
        Directory.Delete(_study.At("run", "checkpoints"), recursive: true);
        File.WriteAllText(_study.At("run", "checkpoints"), "in the way");
        using StoppingWriter output = new(line => line.Contains("\"checkpoint_failed\"", StringComparison.Ordinal));

        CliResult stopped = CliResult.Of(output, output.Stop, LongRun("run"));

        Assert.Equal(1, stopped.ExitCode);
        Assert.Contains("could not be saved: the newest checkpoint is of step 0", stopped.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("everything is saved", stopped.Error, StringComparison.Ordinal);
        File.Delete(_study.At("run", "checkpoints"));
        Assert.Equal(0, RunUntilCheckpoint("run", afterStep: 0).FirstStep);
    }

    [Fact]
    public void Methods_after_a_stop_are_not_started()
    {
        using StoppingWriter output = new(line => line.Contains("\"checkpoint\"", StringComparison.Ordinal));
        CliResult stopped = CliResult.Of(
            output, output.Stop, "run", _study.Config, "--run-dir", _study.At("list"), "--json",
            "--set", "method=[{name: supervised}, {name: supervised, label: second}]");
        Assert.Equal(3, stopped.ExitCode);
        Assert.Single(stopped.Events, "started");
        Assert.False(Directory.Exists(_study.At("list", "second")));
    }

    [Fact]
    public void Several_methods_have_a_folder_each_and_a_comparison_at_the_end()
    {
        string config = _study.WriteTeacher();
        string[] arguments = ["run", config, "--run-dir", _study.At("study")];
        CliResult result = CliResult.Of(arguments);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("teacher queries", result.Output, StringComparison.Ordinal);
        Assert.Equal(6 * 2 * 16, _study.Summary("study", "kd").GetProperty("teacher_queries").GetInt64());
        Assert.Equal(6 * 2 * 8, _study.Summary("study", "unix").GetProperty("teacher_queries").GetInt64());
        Assert.Equal(1, _study.Summary("study", "kd").GetProperty("compute").GetProperty("ratio").GetDouble());

        CliResult again = CliResult.Of([.. arguments, "--json"]);
        Assert.Equal(["finished", "finished"], again.Events.Where(name => name != "comparison"));
        Assert.Contains("comparison", again.Events);

        CliResult more = CliResult.Of(
            [.. arguments, "--json", "--set", "method=[{name: kd}, {name: unix, keep: 8}, {name: supervised}]"]);
        Assert.Equal(
            ["finished", "finished", "started", "finished"],
            more.Events.Where(name => name is "started" or "finished"));
    }

    private CliResult Run(string folder, params string[] more) =>
        CliResult.Of(["run", _study.Config, "--run-dir", _study.At(folder), .. more]);

    /// <summary>Begins or resumes a run that would take days, and stops it at the first checkpoint beyond a step.</summary>
    private (CliResult Result, long FirstStep) RunUntilCheckpoint(string folder, long afterStep)
    {
        using StoppingWriter output = new(line =>
            JsonDocument.Parse(line).RootElement is var root && root.GetProperty("event").GetString() == "checkpoint"
            && root.GetProperty("step").GetInt64() > afterStep);
        CliResult result = CliResult.Of(output, output.Stop, LongRun(folder));
        Assert.True(result.ExitCode == 3, result.Error);
        JsonElement started = result.JsonLines.First(line => line.GetProperty("event").GetString() == "started");
        return (result, started.GetProperty("first_step").GetInt64());
    }

    private string[] LongRun(string folder) =>
    [
        "run", _study.Config, "--run-dir", _study.At(folder), "--json", "--record-samples",
        "--set", "train.steps=1000000", "--set", "checkpoint.every_steps=2",
    ];

    private long StepsOf(string folder) => _study.Summary(folder).GetProperty("steps").GetInt64();
}
