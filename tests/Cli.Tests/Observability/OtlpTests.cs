using Distillery.Chaos.Processes;

namespace Distillery.Cli.Tests.Observability;

public sealed class OtlpTests : IDisposable
{
    private static readonly string[] RankPhases = ["data", "score", "teacher", "forward_backward"];

    private readonly Study _study = new();

    public void Dispose() => _study.Dispose();

    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task A_collector_gets_metrics_of_all_processes_and_one_trace_of_a_step_from_all_nodes(string protocol)
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync(isGrpc: protocol == "grpc");
        (int code, string text) = DistillCommand.Run(
            "run", _study.Config, "--run-dir", _study.At("run"), "--nodes", "2", "--set", "cluster.rejoin_wait_seconds=600",
            "--set", $"telemetry.otlp.endpoint={collector.Address}", "--set", $"telemetry.otlp.protocol={protocol}",
            "--set", "telemetry.otlp.trace_every_steps=2");
        Assert.True(code == 0, text);

        string[] nodes = [.. collector.Spans.Select(span => span.Instance).Distinct()];
        Assert.Equal(2, nodes.Length);
        Assert.Contains(("coordinator", "distillery.step"), collector.Metrics);
        Assert.All(nodes, node => Assert.Contains((node, "distillery.step_duration"), collector.Metrics));
        Assert.All(nodes, node => Assert.Contains((node, "process.cpu"), collector.Metrics));

        // Six steps and the closing one: 0, 2, 4 and 6.
        IGrouping<string, ReceivedSpan>[] traces = [.. collector.Spans.GroupBy(span => span.Trace)];
        Assert.Equal(4, traces.Length);
        foreach (IGrouping<string, ReceivedSpan> trace in traces.Where(trace => trace.Any(span => span.Name == "teacher")))
        {
            ReceivedSpan[] steps = [.. trace.Where(span => span.Name == "step")];
            Assert.Equal(nodes.Order(), steps.Select(step => step.Instance).Order());
            Assert.Single(steps.Select(step => step.Parent).Distinct());
            foreach (ReceivedSpan step in steps)
            {
                ReceivedSpan[] phases = [.. trace.Where(span => span.Parent == step.Span)];
                Assert.Equal([.. RankPhases, "average", "apply"], phases.OrderBy(phase => phase.Begin).Select(phase => phase.Name));
                Assert.All(phases, phase => Assert.True(phase.Begin <= phase.End && phase.Begin >= step.Begin));
            }
        }
    }

    [Fact]
    public void A_collector_that_is_away_changes_nothing()
    {
        int port = PrometheusServer.FreePorts(1);
        CliResult result = CliResult.Of(
            "run", _study.Config, "--run-dir", _study.At("run"), "--set", $"telemetry.otlp.endpoint=http://127.0.0.1:{port}");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("localhost:4318")]
    [InlineData("ftp://localhost")]
    public void An_address_that_is_none_is_refused(string endpoint)
    {
        CliResult result = CliResult.Of("run", _study.Config, "--set", $"telemetry.otlp.endpoint={endpoint}");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("telemetry.otlp.endpoint", result.Error, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:4318", result.Error, StringComparison.Ordinal);
    }
}
