using System.Text.Json;

namespace Distillery.Cli.Tests.Bench;

/// <summary>The command with real processes of this program, beside a peer of three lines.</summary>
public sealed class BenchAveragingCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("memory")]
    [InlineData("tcp")]
    public void Processes_of_this_program_are_measured_beside_the_peer(string transport)
    {
        string peer = Peer(
            """
            import json, sys
            print(json.dumps({"ready": True, "torch": "0.0"}), flush=True)
            for line in sys.stdin: print(json.dumps({"rounds": 1, "seconds": int(line.split()[1]) * 0.5}), flush=True)
            """);
        CliResult result = CliResult.Of(
            "bench", "averaging", "--json", "--processes", "2", "--megabytes", "1", "--transport", transport, "--rounds", "1",
            "--peer", peer);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        JsonElement line = Assert.Single(result.JsonLines);
        Assert.Equal((transport, 2, 1), (
            line.GetProperty("transport").GetString(), line.GetProperty("processes").GetInt32(),
            line.GetProperty("megabytes").GetInt32()));
        Assert.Equal(500, line.GetProperty("peer_milliseconds").GetDouble(), 6);
        Assert.Equal(0.002, line.GetProperty("peer_gigabytes_per_second").GetDouble(), 9);
        Assert.Equal(500 / line.GetProperty("milliseconds").GetDouble(), line.GetProperty("ratio").GetDouble(), 6);
    }

    [Fact]
    public void Without_PyTorch_the_package_is_named() =>
        AssertRefused("python3-torch", "--peer", Peer("raise ModuleNotFoundError(\"No module named 'torch'\")"));

    [Fact]
    public void What_cannot_be_measured_is_refused()
    {
        AssertRefused("--rounds 0 is out of range", "--rounds", "0");
        AssertRefused("--processes: '1' is out of range", "--processes", "2,1");
        AssertRefused("--megabytes: 'x' is out of range", "--megabytes", "x");
        AssertRefused("there is no 'rdma'", "--transport", "rdma");
        AssertRefused("there is no peer", "--peer", _folder.At("absent.py"));
    }

    private string Peer(string program)
    {
        string path = _folder.At("peer.py");
        File.WriteAllText(path, program);
        return path;
    }

    private static void AssertRefused(string expected, params string[] options)
    {
        string[] small = options.Contains("--megabytes") ? [] : ["--megabytes", "1"];
        CliResult result = CliResult.Of(["bench", "averaging", .. options, .. small]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }
}
