using System.Text.Json;
using Distillery.Cli.Tests.Audit;
using Distillery.Messages.Progress;

namespace Distillery.Cli.Tests.Commands;

public sealed class AuditTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, "samples.jsonl")]
    [InlineData(false, "plan")]
    public void A_run_that_holds_together_is_clean(bool recordSamples, string source)
    {
        RecordedRun.Write(_folder.At("a"), RecordedRun.Config(), recordSamples);
        CliResult result = CliResult.Of("audit", _folder.At("a"), "--json");
        JsonElement line = Assert.Single(result.JsonLines);
        Assert.Equal((0, true), (result.ExitCode, line.GetProperty("clean").GetBoolean()));
        Assert.Equal((8, 3, 7 * 16), (Number(line, "steps"), Number(line, "epochs"), Number(line, "samples")));
        Assert.Equal(source, line.GetProperty("samples_by").GetString());
        Assert.StartsWith("clean: ", CliResult.Of("audit", _folder.At("a")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_stopped_or_is_going_on_is_clean_so_far()
    {
        RecordedRun.Write(_folder.At("a"), RecordedRun.Config(), recordSamples: true, count: 5);
        File.AppendAllText(_folder.At("a", "steps.jsonl"), "{\"step\":5,\"epo");
        CliResult result = CliResult.Of("audit", _folder.At("a"));
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("note: steps.jsonl:6 is being written or was cut off", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("steps.jsonl", 3, "\"average_hash\":\"0", "\"average_hash\":\"1", "steps.jsonl:3: the chain does not hold")]
    [InlineData("steps.jsonl", 8, "\"top1\":14", "\"top1\":15", "steps.jsonl:8: the chain does not hold")]
    [InlineData("steps.jsonl", 4, "{", "", "steps.jsonl:4: it does not have the form")]
    [InlineData("samples.jsonl", 3, "\"rank\":0", "\"rank\":1", "samples.jsonl, step 2, from line 3: the lines are of ranks 1, 1")]
    [InlineData("samples.jsonl", 3, "\"indices\":[", "\"indices\":[1,", "samples.jsonl, step 2")]
    [InlineData("samples.jsonl", 3, "\"kept\":[", "\"kept\":[77,", "samples.jsonl:3: kept samples are not of the batch")]
    [InlineData("summary.json", 0, "\"samples_seen\": 112", "\"samples_seen\": 113", "summary.json: it says 113 samples")]
    public void What_was_changed_is_found(string file, int line, string old, string changed, string finding)
    {
        RecordedRun.Write(_folder.At("a"), RecordedRun.Config(), recordSamples: true);
        Change(file, line, text => text.Replace(old, changed, StringComparison.Ordinal));
        CliResult result = CliResult.Of("audit", _folder.At("a"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(finding, result.Output, StringComparison.Ordinal);
        Assert.Contains("  next: ", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("steps.jsonl", 5, "is of step 5, and step 4 should stand there")]
    [InlineData("steps.jsonl", 8, "there are 7 steps where a run of 7 and its closing step have 8")]
    [InlineData("samples.jsonl", 5, "step 3, from line 5: the lines are of ranks 1 instead of each of 2 once")]
    public void A_line_that_was_taken_out_is_found(string file, int line, string finding)
    {
        RecordedRun.Write(_folder.At("a"), RecordedRun.Config(), recordSamples: true);
        string path = _folder.At("a", file);
        File.WriteAllLines(path, File.ReadAllLines(path).Where((_, i) => i != line - 1));
        CliResult result = CliResult.Of("audit", _folder.At("a"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains(finding, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_that_is_not_the_run_s_is_found_by_its_samples()
    {
        RecordedRun.Write(_folder.At("a"), RecordedRun.Config(), recordSamples: false);
        File.WriteAllText(_folder.At("a", "config.yaml"), RecordedRun.Config(seed: 3).ToYaml());
        CliResult result = CliResult.Of("audit", _folder.At("a"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("steps.jsonl, step 0: the samples are not those of the plan", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rank_that_is_missing_or_whose_weights_differ_is_found()
    {
        RecordedRun.Write(_folder.At("a"), RecordedRun.Config(), recordSamples: false, record => record.Step switch
        {
            0 => record with { Reports = [record.Reports[0], record.Reports[1] with { WeightsHash = 6 }] },
            4 => record with { Reports = [record.Reports[0]] },
            _ => record,
        }, expectsWarning: true);
        CliResult result = CliResult.Of("audit", _folder.At("a"));
        Assert.Contains("step 0: before this step the weights of ranks 1 differed", result.Output, StringComparison.Ordinal);
        Assert.Contains("step 4: 1 ranks of 2 are in the average", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_runs_of_one_configuration_are_equal_whatever_the_cluster_did()
    {
        RecordedRun.Write(_folder.At("a"), RecordedRun.Config(), recordSamples: false);
        RecordedRun.Write(
            _folder.At("b"), RecordedRun.Config(), recordSamples: true, record => record with { Generation = new(3, 4) });
        CliResult result = CliResult.Of("audit", _folder.At("a"), _folder.At("b"));
        Assert.Equal((0, "equal: 8 steps\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public void The_first_step_that_differs_is_told_with_what_differs_in_it()
    {
        RecordedRun.Write(_folder.At("a"), RecordedRun.Config(), recordSamples: false);
        RecordedRun.Write(
            _folder.At("b"), RecordedRun.Config(), recordSamples: false,
            record => record.Step < 4 ? record : record with { AverageHash = 1, IsSkipped = true });
        CliResult text = CliResult.Of("audit", _folder.At("a"), _folder.At("b"));
        Assert.Equal(1, text.ExitCode);
        Assert.StartsWith("different from step 4 on, in average, skipped\n", text.Output, StringComparison.Ordinal);
        JsonElement line = Assert.Single(CliResult.Of("audit", _folder.At("a"), _folder.At("b"), "--json").JsonLines);
        Assert.Equal((false, 4), (line.GetProperty("equal").GetBoolean(), Number(line, "step")));
        Assert.Equal("0000000000000134", line.GetProperty("parts")[0].GetProperty("a").GetString());
    }

    [Fact]
    public void Another_seed_shows_in_samples_and_configuration()
    {
        RecordedRun.Write(_folder.At("a"), RecordedRun.Config(), recordSamples: false);
        RecordedRun.Write(_folder.At("b"), RecordedRun.Config(seed: 1), recordSamples: false);
        CliResult result = CliResult.Of("audit", _folder.At("a"), _folder.At("b"));
        Assert.StartsWith("different from step 0 on, in samples\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("configuration, A -> B: seed: 0 -> 1", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_ended_earlier_is_not_equal()
    {
        RecordedRun.Write(_folder.At("a"), RecordedRun.Config(), recordSamples: false);
        RecordedRun.Write(_folder.At("b"), RecordedRun.Config(), recordSamples: false, count: 5);
        CliResult result = CliResult.Of("audit", _folder.At("a"), _folder.At("b"));
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("equal in the 5 steps that both have, and of different lengths\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_record_is_a_bad_request()
    {
        Directory.CreateDirectory(_folder.At("a", "checkpoints"));
        File.WriteAllText(_folder.At("a", "config.yaml"), "");
        CliResult result = CliResult.Of("audit", _folder.At("a"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("has no steps.jsonl", result.Error, StringComparison.Ordinal);
    }

    private static long Number(JsonElement line, string name) => line.GetProperty(name).GetInt64();

    private void Change(string file, int line, Func<string, string> change)
    {
        string path = _folder.At("a", file);
        if (line == 0)
        {
            File.WriteAllText(path, change(File.ReadAllText(path)));
            return;
        }
        string[] lines = File.ReadAllLines(path);
        string changed = change(lines[line - 1]);
        Assert.NotEqual(lines[line - 1], changed);
        lines[line - 1] = changed;
        File.WriteAllLines(path, lines);
    }
}
