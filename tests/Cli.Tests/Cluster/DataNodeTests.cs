using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Distillery.Chaos.Processes;

namespace Distillery.Cli.Tests.Cluster;

/// <summary>Images that other processes decode and augment.</summary>
public sealed partial class DataNodeTests : IDisposable
{
    private readonly Study _study = new();
    private readonly string _config;

    public DataNodeTests()
    {
        Assert.Equal(0, CliResult.Of("data", "pack", "idx", _study.Data, "--to", _study.At("shards")).ExitCode);
        _config = _study.At("shards.yaml");
        File.WriteAllText(_config, """
            data: {format: webdataset, path: shards, channels: 1, size: 32, flip: true, crop_scale: [0.5, 1], shuffle_window: 2}
            student: {architecture: lenet5}
            method: {name: supervised}
            train: {steps: 16, batch: 16, replicas: 2, optimizer: {learning_rate: 0.02}}
            telemetry: {tensorboard: false}
            """);
    }

    public void Dispose() => _study.Dispose();

    [Theory]
    [InlineData("1", "1")]
    [InlineData("2", "2")]
    public void Batches_from_data_nodes_give_the_weights_of_one_node(string nodes, string dataNodes)
    {
        Damage("train-000000.tar", firstByte: 512 + 8); // The first image's header, behind that of the tar and PNG's signature.
        Assert.Equal(0, CliResult.Of("run", _config, "--run-dir", _study.At("one")).ExitCode);
        (int code, string text) = DistillCommand.Run(
            "run", _config, "--run-dir", _study.At("apart"), "--nodes", nodes, "--data-nodes", dataNodes);
        Assert.True(code == 0, text);
        Assert.Equal(_study.WeightsOf("one"), _study.WeightsOf("apart"));
        Assert.Equal(2, _study.Summary("apart").GetProperty("damaged_images").GetInt64());
        JsonElement summary = _study.Summary("apart");
        double most = 1.5 * summary.GetProperty("wall_seconds").GetDouble() * int.Parse(nodes, CultureInfo.InvariantCulture);
        Assert.InRange(summary.GetProperty("goodput").GetProperty("device_seconds").GetDouble(), 0, most); // Data nodes have no device.
        Assert.Contains("train-000000.tar, image 0", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_node_that_is_killed_changes_nothing()
    {
        string[] steps = ["--set", "train.steps=1200"];
        Assert.Equal(0, CliResult.Of(["run", _config, "--run-dir", _study.At("one"), .. steps]).ExitCode);
        using Process coordinator = StartCoordinator(steps, out string address);
        using Process data = DistillCommand.Start("node", "--coordinator", address, "--roles", "data");
        await LineAsync(coordinator.StandardError, "as a data node");
        using Process student = DistillCommand.Start(
            "node", "--coordinator", address, "--roles", "student", "--http", "127.0.0.1:0");
        string metrics = $"{(await LineAsync(student.StandardError, "answering at")).Split(' ')[^1]}/metrics";
        Task[] reading = [coordinator.StandardError.ReadToEndAsync(), student.StandardError.ReadToEndAsync()];

        await CountAsync(metrics, "fetched");
        RunTree.Signal(data.Id, "KILL");
        await CountAsync(metrics, "handed_back");
        using Process another = DistillCommand.Start("node", "--coordinator", address, "--roles", "data");

        await Task.WhenAll([coordinator.WaitForExitAsync(), student.WaitForExitAsync(), another.WaitForExitAsync(), .. reading]);
        Assert.Equal((0, 0, 0), (coordinator.ExitCode, student.ExitCode, another.ExitCode));
        Assert.Equal(_study.WeightsOf("one"), _study.WeightsOf("apart"));
    }

    [Fact]
    public async Task A_node_with_other_data_is_refused()
    {
        using Process coordinator = StartCoordinator([], out string address);
        using Process data = DistillCommand.Start("node", "--coordinator", address, "--roles", "data");
        await LineAsync(coordinator.StandardError, "as a data node");
        Damage("train-000000.tar", firstByte: 512 + 8);

        (int code, string text) = DistillCommand.Run("node", "--coordinator", address, "--roles", "student");
        coordinator.Kill();
        data.Kill();
        Assert.True(code == 2, text);
        Assert.Contains("the node's data has the fingerprint", text, StringComparison.Ordinal);
        Assert.Contains("next:", text, StringComparison.Ordinal);
    }

    private Process StartCoordinator(string[] more, out string address)
    {
        Process coordinator = DistillCommand.Start(
            ["coordinator", _config, "--run-dir", _study.At("apart"), "--listen", "127.0.0.1:0", "--set", "cluster.nodes=1", .. more]);
        address = coordinator.StandardOutput.ReadLine()!.Split(' ')[^1];
        return coordinator;
    }

    private void Damage(string shard, int firstByte)
    {
        string path = _study.At("shards", shard);
        byte[] bytes = File.ReadAllBytes(path);
        Array.Fill(bytes, (byte)'x', firstByte, 40);
        File.WriteAllBytes(path, bytes);
    }

    private static async Task<string> LineAsync(StreamReader output, string part)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (line.Contains(part, StringComparison.Ordinal)) return line;
        }
        throw new InvalidOperationException($"it ended without having said: {part}");
    }

    /// <summary>Waits until the node has counted samples of this outcome; it ends before, and so does the test, when it never
    /// does.</summary>
    private static async Task CountAsync(string metrics, string outcome)
    {
        using HttpClient client = new();
        while (true)
        {
            string page = await client.GetStringAsync(metrics);
            Match match = Samples().Matches(page).Single(found => found.Groups[1].Value == outcome);
            if (double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) > 0) return;
        }
    }

    [GeneratedRegex("""^distillery_fetched_samples_total\{.*outcome="(\w+)".*\} (\S+)""", RegexOptions.Multiline)]
    private static partial Regex Samples();
}
