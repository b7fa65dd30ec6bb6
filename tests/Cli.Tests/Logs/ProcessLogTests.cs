using System.Diagnostics;
using System.Text.Json;
using Distillery.Chaos.Processes;

namespace Distillery.Cli.Tests.Logs;

/// <summary>What a coordinator and a node write while a run goes by.</summary>
public sealed class ProcessLogTests : IDisposable
{
    private readonly Study _study = new();

    public void Dispose() => _study.Dispose();

    [Fact]
    public async Task Each_line_is_an_event_with_the_run_and_no_step_has_one()
    {
        using Process coordinator = DistillCommand.Start(
            "coordinator", _study.Config, "--run-dir", _study.At("run"), "--listen", "127.0.0.1:0", "--set",
            "telemetry.log_format=json");
        Task<string> log = coordinator.StandardError.ReadToEndAsync();
        string address = coordinator.StandardOutput.ReadLine()!.Split(' ')[^1];
        _ = coordinator.StandardOutput.ReadToEndAsync();
        (int code, string nodeText) = DistillCommand.Run("node", "--coordinator", address, "--log-format", "json");
        Assert.True(code == 0, nodeText);
        await coordinator.WaitForExitAsync();

        JsonElement[] lines = Parse(await log);
        string[] events = [.. lines.Select(line => line.GetProperty("event").GetString()!)];
        foreach (string expected in (string[])["listening", "node_joined", "started", "generation_begun", "evaluated", "ended"])
            Assert.Contains(expected, events);
        Assert.DoesNotContain("step_applied", events);
        string run = Assert.Single(lines.Where(line => line.TryGetProperty("run", out _))
            .Select(line => line.GetProperty("run").GetString()!).Distinct());
        JsonElement[] node = Parse(nodeText);
        Assert.All(node, line => Assert.Equal("node", line.GetProperty("process").GetString()));
        JsonElement placed = node.First(line => line.GetProperty("event").GetString() == "node_placed");
        Assert.Equal((run, "1.1"), (placed.GetProperty("run").GetString(), placed.GetProperty("generation").GetString()));
        Assert.Equal("node_ended", node[^1].GetProperty("event").GetString());
    }

    [Theory]
    [InlineData("--log-format", "xml")]
    [InlineData("--log-level", "loud")]
    public void Words_that_are_none_are_refused(string option, string word)
    {
        CliResult result = CliResult.Of("node", "--coordinator", "127.0.0.1:1", option, word);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(option, result.Error, StringComparison.Ordinal);
    }

    private static JsonElement[] Parse(string log) =>
    [
        .. log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement),
    ];
}
