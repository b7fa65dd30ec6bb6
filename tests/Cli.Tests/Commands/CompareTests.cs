using Distillery.Shared.Runs;

namespace Distillery.Cli.Tests.Commands;

public sealed class CompareTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Seeds_of_a_method_are_averaged_below_the_table()
    {
        WriteSummary("a", seed: 0, top1: 0.90);
        WriteSummary("b", seed: 1, top1: 0.92);
        CliResult result = CliResult.Of("compare", _folder.At("a"), _folder.At("b"));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("90.00", result.Output, StringComparison.Ordinal);
        Assert.Contains("91.00 ± 1.41", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_a_line_a_run_and_a_line_a_method()
    {
        WriteSummary("a", seed: 0, top1: 0.90);
        WriteSummary("b", seed: 1, top1: 0.92);
        CliResult result = CliResult.Of("compare", _folder.At("a"), _folder.At("b"), "--json");
        Assert.Equal(
            ["run", "run", "aggregate"], result.JsonLines.Select(line => line.GetProperty("kind").GetString()));
    }

    [Fact]
    public void A_folder_without_a_run_is_refused()
    {
        CliResult result = CliResult.Of("compare", _folder.FullPath);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("has no summary.json", result.Error, StringComparison.Ordinal);
    }

    private void WriteSummary(string name, long seed, double top1)
    {
        Directory.CreateDirectory(_folder.At(name));
        new RunSummary { Name = "study", Method = "unix", Seed = seed, Status = RunStatus.Completed, Top1 = top1 }
            .Write(_folder.At(name, "summary.json"));
    }
}
