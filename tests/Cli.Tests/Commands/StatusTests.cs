using System.Text.Json;
using Distillery.Cli.Tests.Remote;
using Distillery.Coordinator.Http;
using Distillery.Messages.Progress;

namespace Distillery.Cli.Tests.Commands;

public sealed class StatusTests : IDisposable
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_run_and_its_nodes_are_shown()
    {
        await using RemoteRun run = await RemoteRun.StartAsync(nodes: [("gpu-7-4f", "gpu-7"), ("gpu-8-1c", "gpu-8")]);
        CliResult result = run.Ask("status");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string[] lines = result.Output.Split('\n');
        Assert.Equal("study  unix  gathering", lines[0]);
        Assert.Equal("  step 0", lines[1]);
        Assert.StartsWith("  generation 1.0, 0 nodes lost", lines[2], StringComparison.Ordinal);
        Assert.Matches("^name +id +state +ranks +step +silent$", lines[4]);
        Assert.Matches("^gpu-7 +gpu-7-4f +loading +- +- +", lines[6]);
        Assert.Matches("^gpu-8 +gpu-8-1c +loading ", lines[7]);
    }

    [Fact]
    public async Task Teachers_are_shown_with_their_queues()
    {
        await using RemoteRun run = await RemoteRun.StartAsync(nodes: [("gpu-7-4f", "gpu-7"), ("gpu-8-1c", "gpu-8")]);
        run.Nodes[0].SayReady();
        run.Nodes[0].Tell(new TeacherFigures(3, 39_488, 2, 0.0412));
        CliResult result = await ShownAsync(run, "39,488");
        string[] lines = [.. result.Output.Split('\n').Select(line => line.TrimEnd()).SkipWhile(line => !line.StartsWith("teacher", StringComparison.Ordinal))];
        Assert.Matches("^teacher +id +state +queue +answered +busy +takes$", lines[0]);
        Assert.Matches("^gpu-7 +gpu-7-4f +ready +3 +39,488 +2 +41.2 ms$", lines[2]);
        Assert.Matches("^gpu-8 +gpu-8-1c +loading +- +- +- +-$", lines[3]);
        JsonElement teachers = Assert.Single(run.Ask("status", "--json").JsonLines).GetProperty("run").GetProperty("teachers");
        Assert.Equal(3, teachers[0].GetProperty("queue_length").GetInt32());
        Assert.Equal(0.0412, teachers[0].GetProperty("latency_seconds").GetDouble());
        Assert.Equal(JsonValueKind.Null, teachers[1].GetProperty("answered").ValueKind);
    }

    /// <summary>The status once it shows this: what a node says takes a moment to arrive.</summary>
    private static async Task<CliResult> ShownAsync(RemoteRun run, string text)
    {
        CliResult result;
        while (!(result = run.Ask("status")).Output.Contains(text, StringComparison.Ordinal)) await Task.Yield();
        return result;
    }

    [Fact]
    public async Task Without_nodes_it_says_so()
    {
        await using RemoteRun run = await RemoteRun.StartAsync();
        Assert.Contains("no node has joined", run.Ask("status").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_programs_it_is_one_object()
    {
        await using RemoteRun run = await RemoteRun.StartAsync(nodes: ("gpu-7-4f", "gpu-7"));
        JsonElement status = Assert.Single(run.Ask("status", "--json").JsonLines);
        Assert.Equal("study", status.GetProperty("run").GetProperty("name").GetString());
        Assert.Equal("gpu-7-4f", Assert.Single(status.GetProperty("nodes").EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_node_cannot_steer_the_terminal()
    {
        await using RemoteRun run = await RemoteRun.StartAsync(nodes: ("gpu-7-4f", "a\u001b[2Jb"));
        string output = run.Ask("status").Output;
        Assert.DoesNotContain('\u001b', output);
        Assert.Contains("a\uFFFD[2Jb", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_taken_from_a_file()
    {
        File.WriteAllText(_folder.At("token"), Secret + "\n");
        File.WriteAllText(_folder.At("other"), Secret + "X\n");
        AccessToken token = AccessToken.Find(_folder.At("token"))!;
        await using RemoteRun run = await RemoteRun.StartAsync(token);
        Assert.Equal(0, run.Ask("status", "--token-file", _folder.At("token")).ExitCode);
        AssertRefused(run.Ask("status"), "a token is required", "--token-file");
        AssertRefused(run.Ask("status", "--token-file", _folder.At("other")), "not the right one", "DISTILLERY_TOKEN");
        AssertRefused(run.Ask("status", "--token-file", _folder.At("none")), "cannot be read", "token");
    }

    [Fact]
    public async Task A_coordinator_that_is_gone_is_told_by_its_address()
    {
        await using RemoteRun run = await RemoteRun.StartAsync();
        await run.CloseAsync();
        AssertRefused(run.Ask("status"), $"no coordinator answers at {new Uri(run.Address).Authority}", "Check that it runs");
    }

    [Theory]
    [InlineData("127.0.0.1:7780", "is not http://HOST:PORT")]
    [InlineData("nonsense", "is not http://HOST:PORT")]
    [InlineData("ftp://127.0.0.1", "is not http://HOST:PORT")]
    [InlineData("http://127.0.0.1:7780/api", "more than host and port")]
    [InlineData("http://127.0.0.1:7780/?a=b", "more than host and port")]
    [InlineData("http://me:secret@127.0.0.1:7780", "a name or password")]
    [InlineData("http://host.invalid:7780", "no coordinator answers at host.invalid:7780")]
    public void An_address_that_is_none_is_refused(string address, string expected) =>
        AssertRefused(CliResult.Of("status", "--coordinator", address), expected, "");

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "not as a coordinator does")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "not as a coordinator does")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull", "not as a coordinator does")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://example.org/\r\nContent-Length: 0\r\n\r\n", "not as a coordinator does")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "not as a coordinator does")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "no coordinator answers")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", "no coordinator answers")]
    [InlineData("\u0001\u0002 this is the port for nodes", "no coordinator answers")]
    [InlineData("", "no coordinator answers")]
    public void Something_that_is_no_coordinator_is_told(string answer, string expected)
    {
        using StrangeServer server = new(answer);
        AssertRefused(CliResult.Of("status", "--coordinator", server.Address), expected, "HTTP");
    }

    [Fact]
    public async Task All_addresses_of_a_machine_include_its_own()
    {
        await using RemoteRun run = await RemoteRun.StartAsync();
        int port = new Uri(run.Address).Port;
        Assert.Equal(0, CliResult.Of("status", "--coordinator", $"http://0.0.0.0:{port}").ExitCode);
    }

    private static void AssertRefused(CliResult result, string problem, string next)
    {
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        string[] lines = result.Error.TrimEnd().Split('\n');
        Assert.Contains(problem, lines[0], StringComparison.Ordinal);
        Assert.StartsWith("next:  ", lines[1], StringComparison.Ordinal);
        Assert.Contains(next, lines[1], StringComparison.Ordinal);
    }
}
