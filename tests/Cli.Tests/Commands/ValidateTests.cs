using System.Text.Json;

namespace Distillery.Cli.Tests.Commands;

public sealed class ValidateTests : IDisposable
{
    private readonly Study _study = new();

    public void Dispose() => _study.Dispose();

    [Fact]
    public void A_right_configuration_is_described_with_its_costs_and_nothing_is_written()
    {
        string config = _study.WriteTeacher();
        string[] before = Directory.GetFileSystemEntries(_study.At(), "*", SearchOption.AllDirectories);
        CliResult result = CliResult.Of("validate", config, "--set", "train.steps=100");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains(
            "256 training and 80 validation images of 1x32x32, 10 classes", result.Output, StringComparison.Ordinal);
        Assert.Contains("lenet5: 61,750 parameters, 0.42 M MACs", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^kd +100 +3,200 +1\.000 ", result.Output);
        Assert.Matches(@"(?m)^unix +100 +1,600 +0\.532 ", result.Output); // 8/16 + 1/(29.3 + 2), specs' section on cost
        Assert.EndsWith("everything is in order\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(_study.At(), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_forecast_that_is_kept_is_compared_with_what_came()
    {
        string config = _study.WriteTeacher();
        CliResult result = CliResult.Of("validate", config, "--run-dir", _study.At("both"));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains($"forecast    {_study.At("both", "unix", "forecast.json")}\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, CliResult.Of("run", config, "--run-dir", _study.At("both")).ExitCode);
        foreach ((string method, int queries) in (ReadOnlySpan<(string, int)>)[("kd", 6 * 32), ("unix", 6 * 16)])
        {
            JsonElement summary = _study.Summary("both", method);
            JsonElement forecast = summary.GetProperty("forecast");
            Assert.Equal(queries, forecast.GetProperty("teacher_queries").GetInt32());
            foreach (string same in (string[])["steps", "samples_seen", "teacher_queries", "config_fingerprint"])
                Assert.Equal(summary.GetProperty(same).GetRawText(), forecast.GetProperty(same).GetRawText());
            Assert.True(JsonElement.DeepEquals(summary.GetProperty("compute"), forecast.GetProperty("compute")));
            Assert.Equal(0, CliResult.Of("report", _study.At("both", method), "--to", _study.At($"{method}.html")).ExitCode);
            string html = File.ReadAllText(_study.At($"{method}.html"));
            Assert.Matches($">Teacher queries</td>\\s*<td class=\"number\">{queries}</td>\\s*<td class=\"number\">{queries}</td>", html);
            Assert.Contains(">0.0 %</td>", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_forecast_is_not_put_where_another_run_is()
    {
        Assert.Equal(0, CliResult.Of("run", _study.Config, "--run-dir", _study.At("run")).ExitCode);
        CliResult result = CliResult.Of("validate", _study.Config, "--set", "train.steps=7", "--run-dir", _study.At("run"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("holds a run of another configuration", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_study.At("run", "forecast.json")));
    }

    [Fact]
    public void All_problems_are_listed_and_not_only_the_first()
    {
        string config = _study.WriteTeacher();
        CliResult result = CliResult.Of(
            "validate", config, "--set", "teacher.top1=1", "--set", "teacher.top1_tolerance=0", "--set",
            "student.architecture=lenet6");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("teacher.top1 states 1.0000", result.Error, StringComparison.Ordinal);
        Assert.Contains("there is no architecture 'lenet6'", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("in order", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Networks_and_weights_are_checked_although_the_data_is_missing()
    {
        string config = _study.WriteTeacher();
        File.WriteAllText(_study.At("teacher.safetensors"), "not weights");
        CliResult result = CliResult.Of(
            "validate", config, "--set", "data.path=nowhere", "--set", "student.architecture=lenet6");
        Assert.Equal(2, result.ExitCode);
        foreach (string expected in (string[])["nowhere", "teacher.safetensors", "lenet6"])
            Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }
}
