using Distillery.Cli.Tests.Remote;

namespace Distillery.Cli.Tests.Commands;

public sealed class DrainTests
{
    [Theory]
    [InlineData("gpu-7-4f")]
    [InlineData("gpu-7")]
    [InlineData("gpu-7-")]
    public async Task A_node_is_asked_to_leave_and_waited_for(string text)
    {
        await using RemoteRun run = await RemoteRun.StartAsync(nodes: [("gpu-7-4f", "gpu-7"), ("gpu-8-1c", "gpu-8")]);
        CliResult result = run.Ask("drain", text);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(["gpu-7 (gpu-7-4f) was asked to leave", "gpu-7 (gpu-7-4f) is gone"], result.Output.TrimEnd().Split('\n'));
        Assert.Equal(["gpu-8-1c"], (await run.Coordinator.ViewAsync()).Nodes.Select(node => node.Node.Value));
    }

    [Theory]
    [InlineData("gpu-9", "there is no node 'gpu-9'; there are gpu-7-4f, gpu-8-1c")]
    [InlineData("gpu", "'gpu' may be several nodes: gpu-7-4f, gpu-8-1c")]
    public async Task A_node_that_is_not_there_or_not_one_is_told_with_those_that_are(string text, string expected)
    {
        await using RemoteRun run = await RemoteRun.StartAsync(nodes: [("gpu-7-4f", "gpu-7"), ("gpu-8-1c", "gpu-8")]);
        CliResult result = run.Ask("drain", text);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Contains("next:  Name a node by its id", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_does_not_go_in_time_stays_asked()
    {
        await using RemoteRun run = await RemoteRun.StartAsync(isHeldUp: true, nodes: ("gpu-7-4f", "gpu-7"));
        CliResult result = run.Ask("drain", "gpu-7", "--wait", "0.01");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("is still there after 0.0 s: leaving", result.Error, StringComparison.Ordinal);
        Assert.Contains("distill status", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_want_to_wait_only_asks()
    {
        await using RemoteRun run = await RemoteRun.StartAsync(isHeldUp: true, nodes: ("gpu-7-4f", "gpu-7"));
        CliResult result = run.Ask("drain", "gpu-7", "--wait", "0");
        Assert.Equal((0, "gpu-7 (gpu-7-4f) was asked to leave\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Waiting_can_be_interrupted()
    {
        await using RemoteRun run = await RemoteRun.StartAsync(isHeldUp: true, nodes: ("gpu-7-4f", "gpu-7"));
        using StoppingWriter output = new(text => text.Contains("was asked to leave", StringComparison.Ordinal));
        CliResult result = CliResult.Of(output, output.Stop, "drain", "gpu-7", "--coordinator", run.Address);
        Assert.Equal(3, result.ExitCode);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("soon")]
    public void A_wait_that_is_none_is_refused(string wait)
    {
        CliResult result = CliResult.Of("drain", "gpu-7", "--coordinator", "http://127.0.0.1:1", "--wait", wait);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("--wait", result.Error, StringComparison.Ordinal);
    }
}
