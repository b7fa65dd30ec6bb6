using System.Diagnostics;
using System.Globalization;
using Distillery.Chaos.Processes;

namespace Distillery.Cli.Tests.Cluster;

/// <summary>Runs that are spread over processes, as a person starts them.</summary>
public sealed class ProcessClusterTests : IDisposable
{
    private readonly Study _study = new();

    public void Dispose() => _study.Dispose();

    [Fact]
    public void Any_number_of_nodes_gives_the_weights_of_one()
    {
        string[] common = ["run", _study.Config, "--set", "train.replicas=4"];
        Assert.Equal(0, CliResult.Of([.. common, "--run-dir", _study.At("one")]).ExitCode);
        foreach (string nodes in (string[])["2", "4"])
        {
            (int code, string text) = DistillCommand.Run(
                [.. common, "--set", $"cluster.min_nodes={nodes}", "--run-dir", _study.At(nodes), "--nodes", nodes]);
            Assert.True(code == 0, text);
            Assert.Equal(_study.WeightsOf("one"), _study.WeightsOf(nodes));
            Assert.Equal(int.Parse(nodes, CultureInfo.InvariantCulture), _study.Summary(nodes).GetProperty("nodes_at_end").GetInt32());
        }
    }

    [Fact]
    public void Distillation_with_a_teacher_on_two_nodes_gives_the_weights_of_one()
    {
        string config = _study.WriteTeacher();
        Assert.Equal(0, CliResult.Of("run", config, "--run-dir", _study.At("one")).ExitCode);
        (int code, string text) = DistillCommand.Run("run", config, "--run-dir", _study.At("two"), "--nodes", "2");
        Assert.True(code == 0, text);
        foreach (string method in (string[])["kd", "unix"])
            Assert.Equal(_study.WeightsOf("one", method), _study.WeightsOf("two", method));
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("2", "2")]
    public void Teachers_in_processes_of_their_own_give_the_weights_of_one(string nodes, string teachers)
    {
        string config = _study.WriteTeacher();
        Assert.Equal(0, CliResult.Of("run", config, "--run-dir", _study.At("one")).ExitCode);
        (int code, string text) = DistillCommand.Run(
            "run", config, "--run-dir", _study.At("apart"), "--nodes", nodes, "--teacher-nodes", teachers);
        Assert.True(code == 0, text);
        foreach (string method in (string[])["kd", "unix"])
        {
            Assert.Equal(_study.WeightsOf("one", method), _study.WeightsOf("apart", method));
            Assert.Equal(
                _study.Summary("one", method).GetProperty("teacher_queries").GetInt64(),
                _study.Summary("apart", method).GetProperty("teacher_queries").GetInt64());
        }
    }

    [Fact]
    public async Task A_coordinator_and_nodes_that_are_started_one_by_one_complete_a_run()
    {
        using Process coordinator = DistillCommand.Start(
            "coordinator", _study.Config, "--run-dir", _study.At("run"), "--listen", "127.0.0.1:0", "--set", "cluster.nodes=2");
        Task<string> problems = coordinator.StandardError.ReadToEndAsync();
        string first = coordinator.StandardOutput.ReadLine()!; // waiting for nodes at HOST:PORT
        Task<string> rest = coordinator.StandardOutput.ReadToEndAsync();
        string address = first.Split(' ')[^1];
        Process[] nodes = [DistillCommand.Start("node", "--coordinator", address), DistillCommand.Start("node", "--coordinator", address)];

        foreach (Process node in nodes) Assert.Equal((0, ""), End(node));
        await coordinator.WaitForExitAsync();
        Assert.True(coordinator.ExitCode == 0, first + await rest + await problems);
        Assert.Equal(0, CliResult.Of("run", _study.Config, "--run-dir", _study.At("one")).ExitCode);
        Assert.Equal(_study.WeightsOf("one"), _study.WeightsOf("run"));
    }

    /// <summary>libtorch and its libraries are told to take one of two processors for a much older one.</summary>
    [Fact]
    public async Task Of_two_nodes_whose_processors_give_different_bits_the_later_one_is_refused()
    {
        using Process coordinator = DistillCommand.Start(
            "coordinator", _study.Config, "--run-dir", _study.At("run"), "--listen", "127.0.0.1:0", "--set", "cluster.nodes=2",
            "--set", "cluster.rejoin_wait_seconds=3600");
        string address = coordinator.StandardOutput.ReadLine()!.Split(' ')[^1];
        using Process one = DistillCommand.Start("node", "--coordinator", address);
        using Process other = DistillCommand.StartIn(
            [("ATEN_CPU_CAPABILITY", "default"), ("ONEDNN_MAX_CPU_ISA", "SSE41"), ("MKL_ENABLE_INSTRUCTIONS", "SSE4_2")],
            "node", "--coordinator", address);

        Task first = await Task.WhenAny(one.WaitForExitAsync(), other.WaitForExitAsync());
        await first;
        Process refused = one.HasExited ? one : other;
        (one.HasExited ? other : one).Kill();
        coordinator.Kill();
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("computes other bits than", await refused.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_file_that_is_missing_is_told_once_and_is_the_request_s_fault()
    {
        Directory.Delete(_study.Data, recursive: true);
        (int code, string text) = DistillCommand.Run("run", _study.Config, "--run-dir", _study.At("run"), "--nodes", "2");
        Assert.True(code == 2, text);
        Assert.Single(text.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.Single(text.Split('\n'), line => line.StartsWith("next:  ", StringComparison.Ordinal));
    }

    [Fact]
    public void More_nodes_than_ranks_are_refused()
    {
        CliResult result = CliResult.Of("run", _study.Config, "--run-dir", _study.At("run"), "--nodes", "3");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("2 ranks", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_coordinator_for_a_folder_is_refused_and_the_first_goes_on()
    {
        using Process first = DistillCommand.Start(
            "coordinator", _study.Config, "--run-dir", _study.At("run"), "--listen", "127.0.0.1:0");
        string address = first.StandardOutput.ReadLine()!.Split(' ')[^1];

        (int code, string text) = DistillCommand.Run(
            "coordinator", _study.Config, "--run-dir", _study.At("run"), "--listen", "127.0.0.1:0");
        Assert.True(code == 2, text);

        (int nodeCode, string nodeText) = DistillCommand.Run("node", "--coordinator", address);
        Assert.True(nodeCode == 0, nodeText);
        first.WaitForExit();
        Assert.Equal(0, first.ExitCode);
    }

    [Fact]
    public void An_address_in_use_is_refused()
    {
        using Process first = DistillCommand.Start(
            "coordinator", _study.Config, "--run-dir", _study.At("run"), "--listen", "127.0.0.1:0");
        string address = first.StandardOutput.ReadLine()!.Split(' ')[^1];
        (int code, string text) = DistillCommand.Run(
            "coordinator", _study.Config, "--run-dir", _study.At("other"), "--listen", address);
        first.Kill();
        Assert.True(code == 2, text);
        Assert.Contains(address, text, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Problem) End(Process node)
    {
        Task<string> errors = node.StandardError.ReadToEndAsync();
        node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        (int, string) end = (node.ExitCode, node.ExitCode == 0 ? "" : errors.Result);
        node.Dispose();
        return end;
    }
}
