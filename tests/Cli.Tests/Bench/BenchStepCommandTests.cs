using System.Text.Json;

namespace Distillery.Cli.Tests.Bench;

/// <summary>The command beside a peer of three lines, so that neither PyTorch nor much time is needed.</summary>
public sealed class BenchStepCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_products_own_step_is_measured_beside_the_peer()
    {
        string peer = Peer(
            """
            import json, sys
            print(json.dumps({"ready": True, "torch": "0.0", "parameters": 61750}), flush=True)
            for line in sys.stdin: print(json.dumps({"steps": int(line.split()[1]), "seconds": int(line.split()[1]) * 0.064}), flush=True)
            """);
        CliResult result = CliResult.Of(
            "bench", "step", "--json", "--architecture", "lenet5", "--rounds", "1", "--batch", "8", "--peer", peer);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement line = Assert.Single(result.JsonLines);
        Assert.Equal("lenet5", line.GetProperty("architecture").GetString());
        Assert.Equal(8, line.GetProperty("batch").GetInt32());
        JsonElement step = line.GetProperty("step");
        Assert.Equal(125, step.GetProperty("peer_images_per_second").GetDouble(), 6);
        Assert.Equal(step.GetProperty("images_per_second").GetDouble() / 125, step.GetProperty("ratio").GetDouble(), 6);
        Assert.True(line.GetProperty("forward").GetProperty("images_per_second").GetDouble() > 0);
    }

    [Fact]
    public void Without_PyTorch_the_package_is_named()
    {
        string peer = Peer("raise ModuleNotFoundError(\"No module named 'torch'\")");
        AssertRefused(["--peer", peer], "python3-torch");
    }

    [Fact]
    public void A_network_of_other_size_in_the_peer_is_refused() =>
        AssertRefused(
            ["--peer", Peer("print('{\"ready\": true, \"torch\": \"0.0\", \"parameters\": 1}')")], "parameters");

    [Fact]
    public void What_cannot_be_measured_is_refused()
    {
        AssertRefused(["--rounds", "0"], "--rounds 0 is out of range");
        AssertRefused(["--peer", _folder.At("absent.py")], "there is no peer");
        AssertRefused(["--architecture", "lenet6"], "there is no architecture 'lenet6'");
    }

    private string Peer(string program)
    {
        string path = _folder.At("peer.py");
        File.WriteAllText(path, program);
        return path;
    }

    private static void AssertRefused(string[] options, string expected)
    {
        string[] network = options.Contains("--architecture") ? [] : ["--architecture", "lenet5"];
        CliResult result = CliResult.Of(["bench", "step", .. network, .. options]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }
}
