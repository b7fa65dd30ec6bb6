using Distillery.Cli.Tests.Pages;

namespace Distillery.Cli.Tests.Commands;

public sealed class ReportTests : IDisposable
{
    private readonly Study _study = new();

    public void Dispose() => _study.Dispose();

    [Fact]
    public async Task A_report_of_several_methods_is_drawn_without_anything_beside_it()
    {
        string config = _study.WriteTeacher();
        Assert.Equal(0, CliResult.Of("run", config, "--run-dir", _study.At("both")).ExitCode);
        CliResult result = CliResult.Of("report", _study.At("both"));
        Assert.Equal((0, _study.At("both", "report.html") + "\n", ""), (result.ExitCode, result.Output, result.Error));

        using Browser browser = Browser.Start();
        string address = new Uri(_study.At("both", "report.html")).AbsoluteUri;
        await using BrowserPage page = await browser.OpenAsync(address);
        await page.WaitForAsync("document.querySelectorAll('figure[data-chart=loss] path.curve').length === 2");
        string text = await page.EvaluateAsync("document.body.innerText");
        foreach (string part in (string[])["kd", "unix", "Comparison", "teacher queries", "Result", "lenet5"])
            Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.Empty(page.Errors);
        Assert.Equal([address], page.Requests);
    }

    [Fact]
    public void A_run_that_has_no_result_yet_is_reported_as_far_as_it_is()
    {
        Run("run");
        File.Delete(_study.At("run", "summary.json"));
        Assert.Equal(0, CliResult.Of("report", _study.At("run"), "--to", _study.At("r.html")).ExitCode);
        string html = File.ReadAllText(_study.At("r.html"));
        Assert.Contains("has not come to its first evaluation", html, StringComparison.Ordinal);
        Assert.Contains("\"loss\":[", html, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_configuration_says_is_text_and_not_markup()
    {
        Run("run");
        string config = _study.At("run", "config.yaml");
        File.WriteAllText(config, File.ReadAllText(config).Replace(_study.Data, "'<img src=x></script>'", StringComparison.Ordinal));
        Assert.Equal(0, CliResult.Of("report", _study.At("run")).ExitCode);
        string html = File.ReadAllText(_study.At("run", "report.html"));
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x&gt;", html, StringComparison.Ordinal);
        Assert.Equal(2, html.Split("</script>").Length - 1);
    }

    [Fact]
    public void A_file_that_is_no_report_is_kept_unless_it_is_told_otherwise()
    {
        Run("run");
        File.WriteAllText(_study.At("mine.html"), "mine");
        CliResult kept = CliResult.Of("report", _study.At("run"), "--to", _study.At("mine.html"));
        Assert.Equal(2, kept.ExitCode);
        Assert.Contains("--force", kept.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_study.At("mine.html")));
        Assert.Equal(0, CliResult.Of("report", _study.At("run"), "--to", _study.At("mine.html"), "--force").ExitCode);
        Assert.Equal(0, CliResult.Of("report", _study.At("run"), "--to", _study.At("mine.html")).ExitCode);
    }

    [Theory]
    [InlineData("none", "there is no folder")]
    [InlineData("data", "holds no run")]
    public void A_folder_without_a_run_is_named(string folder, string problem)
    {
        CliResult result = CliResult.Of("report", _study.At(folder));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_that_is_not_there_is_named()
    {
        Run("run");
        CliResult result = CliResult.Of("report", _study.At("run"), "--to", _study.At("none", "r.html"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("there is no folder", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_draws_when_it_is_asked_and_writes_the_same_report()
    {
        Run("run");
        CliResult plain = CliResult.Of("compare", _study.At("run"));
        CliResult drawn = CliResult.Of("compare", _study.At("run"), "--chart", "--to", _study.At("c.html"));
        Assert.StartsWith(plain.Output, drawn.Output, StringComparison.Ordinal);
        Assert.Contains("● supervised", drawn.Output, StringComparison.Ordinal);
        Assert.Contains("report: ", drawn.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_study.At("c.html")));
    }

    private void Run(string folder) =>
        Assert.Equal(0, CliResult.Of("run", _study.Config, "--run-dir", _study.At(folder)).ExitCode);
}
