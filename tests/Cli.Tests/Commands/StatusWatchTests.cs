using Distillery.Cli.Terminal;
using Distillery.Cli.Tests.Remote;

namespace Distillery.Cli.Tests.Commands;

public sealed class StatusWatchTests
{
    [Fact]
    public async Task It_shows_a_line_a_period_until_a_person_leaves()
    {
        await using RemoteRun run = await RemoteRun.StartAsync(nodes: ("gpu-7-4f", "gpu-7"));
        int lines = 0;
        using StoppingWriter output = new(_ => ++lines == 3);
        CliResult result = CliResult.Of(
            output, output.Stop, "status", "--watch", "--every", "0.1", "--coordinator", run.Address);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(3, result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.All(
            result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Matches("^[0-9]{2}:[0-9]{2}:[0-9]{2} study unix gathering  step 0  1 node$", line));
    }

    [Fact]
    public async Task A_coordinator_that_goes_and_comes_back_is_told_and_the_end_of_the_run_ends_it()
    {
        await using RemoteRun run = await RemoteRun.StartAsync();
        using SignallingWriter output = new("study");
        using SignallingWriter error = new("it is waited for");
        Task<int> watching = Watch(run, output, error);
        await output.Written;
        await run.CloseAsync();
        await error.Written;
        using SignallingWriter again = new("answers again");
        error.Next = again;
        await run.ReopenAsync();
        await again.Written;
        run.Coordinator.Stop("a test says so");
        Assert.Equal(0, await watching);
        Assert.Contains("stopped: a test says so", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_is_heard_from_a_coordinator_that_is_gone_at_once()
    {
        await using RemoteRun run = await RemoteRun.StartAsync();
        using SignallingWriter output = new("study");
        using StringWriter error = new();
        Task<int> watching = Watch(run, output, error, every: "3600"); // It never asks again.
        await output.Written;
        run.Coordinator.Stop("a test says so");
        await run.Coordinator.Ended;
        await run.CloseAsync();
        Assert.Equal(0, await watching);
        Assert.Contains("stopped: a test says so", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_coordinator_that_was_never_there_is_not_waited_for()
    {
        await using RemoteRun run = await RemoteRun.StartAsync();
        await run.CloseAsync();
        CliResult result = run.Ask("status", "--watch");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no coordinator answers", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("NaN")]
    [InlineData("4000")]
    public async Task A_period_that_is_none_is_refused(string seconds)
    {
        await using RemoteRun run = await RemoteRun.StartAsync();
        CliResult result = run.Ask("status", "--watch", "--every", seconds);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--every", result.Error, StringComparison.Ordinal);
    }

    private static Task<int> Watch(RemoteRun run, TextWriter output, TextWriter error, string every = "0.1")
    {
        CliContext context = new(output, error, IsTerminal: false, TimeProvider.System, CancellationToken.None);
        string[] arguments = ["status", "--watch", "--every", every, "--coordinator", run.Address];
        return Task.Run(() => CommandLine.Invoke(arguments, context));
    }
}
