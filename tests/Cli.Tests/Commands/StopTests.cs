using Distillery.Cli.Tests.Remote;

namespace Distillery.Cli.Tests.Commands;

public sealed class StopTests
{
    [Fact]
    public async Task A_run_is_stopped_and_waited_for()
    {
        await using RemoteRun run = await RemoteRun.StartAsync(nodes: ("gpu-7-4f", "gpu-7"));
        CliResult result = run.Ask("stop");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("the run has stopped: asked over HTTP", result.Output, StringComparison.Ordinal);
        Assert.Contains("next:  Run the same command again to resume.", result.Output, StringComparison.Ordinal);
        Assert.True(run.Coordinator.Ended.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_run_that_does_not_end_in_time_stays_asked()
    {
        await using RemoteRun run = await RemoteRun.StartAsync(isHeldUp: true, nodes: ("gpu-7-4f", "gpu-7"));
        CliResult result = run.Ask("stop", "--wait", "0.5");
        Assert.Equal((1, "the run was asked to stop; it saves first\n"), (result.ExitCode, result.Output));
        Assert.Contains("has not ended after 0.5 s", result.Error, StringComparison.Ordinal);
        Assert.False(run.Coordinator.Ended.IsCompleted);
    }

    [Fact]
    public async Task Who_does_not_want_to_wait_only_asks()
    {
        await using RemoteRun run = await RemoteRun.StartAsync(isHeldUp: true, nodes: ("gpu-7-4f", "gpu-7"));
        CliResult result = run.Ask("stop", "--wait", "0");
        Assert.Equal((0, "the run was asked to stop; it saves first\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task A_run_that_failed_is_told_with_its_reason()
    {
        await using RemoteRun run = await RemoteRun.StartAsync(nodes: ("gpu-7-4f", "gpu-7"));
        run.Nodes[0].Fail();
        await run.Coordinator.Ended;
        CliResult result = run.Ask("stop");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("error: the images are damaged", result.Error, StringComparison.Ordinal);
        Assert.Contains("next:  Bring them back.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_sees_the_coordinator_go()
    {
        await using RemoteRun run = await RemoteRun.StartAsync(isHeldUp: true, nodes: ("gpu-7-4f", "gpu-7"));
        using SignallingWriter output = new("was asked to stop");
        Task<CliResult> asking =
            Task.Run(() => CliResult.Of(output, CancellationToken.None, "stop", "--coordinator", run.Address));
        await output.Written;
        await run.CloseAsync();
        CliResult result = await asking;
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("the coordinator has gone", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_coordinator_there_is_nothing_to_stop()
    {
        await using RemoteRun run = await RemoteRun.StartAsync();
        await run.CloseAsync();
        CliResult result = run.Ask("stop");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("no coordinator answers at", result.Error, StringComparison.Ordinal);
    }
}
