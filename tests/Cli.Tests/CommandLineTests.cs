namespace Distillery.Cli.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("run", "--help")]
    [InlineData("compare", "--help")]
    [InlineData("evaluate", "--help")]
    [InlineData("export", "--help")]
    [InlineData("validate", "--help")]
    [InlineData("status", "--help")]
    [InlineData("drain", "--help")]
    [InlineData("stop", "--help")]
    [InlineData("bench", "step", "--help")]
    public void Every_help_ends_in_examples(params string[] arguments)
    {
        CliResult result = CliResult.Of(arguments);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string examples = result.Output[result.Output.IndexOf("Examples:", StringComparison.Ordinal)..];
        string command = string.Join(' ', arguments.SkipLast(1));
        Assert.Contains($"distill {command}".TrimEnd(), examples, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_command_the_help_is_shown()
    {
        CliResult result = CliResult.Of();
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("distill run examples/smoke.yaml", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run x.yaml --nodes y", "--nodes: 'y' is not a whole number, or too large")]
    [InlineData("data pack idx . --to q --resize 9999999999", "--resize: '9999999999' is not a whole number, or too large")]
    [InlineData("data inspect zip .", "inspect: there is no 'zip', only cifar10, cifar100, ffcv, folder, idx, mds, tfrecord, webdataset")]
    [InlineData("bench step --rounds x", "--rounds x is out of range; it is a whole number, 1 to 1000")]
    public void A_value_that_does_not_fit_is_told_in_plain_words(string command, string problem)
    {
        CliResult result = CliResult.Of(command.Split(' '));
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"error: {problem}\nnext:  ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_one_line()
    {
        CliResult result = CliResult.Of("--version");
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"\A\d+\.\d+\.\d+", result.Output);
    }

    [Theory]
    [InlineData("Did you mean run?", "rnu")]
    [InlineData("distill run --help", "run")]
    [InlineData("distill bench --help", "bench")]
    [InlineData("did you mean --json?", "run", "--jsn")]
    [InlineData("did you mean --run-dir?", "run", "a.yaml", "--rundir", "x")]
    [InlineData("'safetensors'", "export", "a", "--format", "pickle", "--to", "b")]
    [InlineData("--to", "export", "a", "--format", "safetensors")]
    [InlineData("'many'", "run", "a.yaml", "--nodes", "many")]
    public void What_cannot_be_understood_exits_with_2_and_says_what_to_do(string expected, params string[] arguments)
    {
        CliResult result = CliResult.Of(arguments);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(expected, result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.StartsWith("next:  ", result.Error.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }
}
