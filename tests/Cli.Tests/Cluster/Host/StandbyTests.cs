using System.Diagnostics;
using System.Net;
using Distillery.Chaos.Processes;
using Distillery.Cli.Cluster;

namespace Distillery.Cli.Tests.Cluster.Host;

/// <summary>Two coordinators for one run folder, as a person starts them.</summary>
public sealed class StandbyTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Study _study = new();
    private readonly string _first = $"127.0.0.1:{FreePort.Find()}";
    private readonly string _second = $"127.0.0.1:{FreePort.Find()}";
    private readonly List<Process> _started = [];

    public void Dispose()
    {
        foreach (Process process in _started)
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }
        _study.Dispose();
    }

    [Fact]
    public async Task A_standby_sends_people_to_the_leader_takes_over_when_it_is_killed_and_gives_the_same_weights()
    {
        Said leader = Coordinate(_first);
        string leaderPage = await leader.Tells("live page at ");
        Said standby = Coordinate(_second, "--coordinator", $"{_first},{_second}");
        string standbyPage = (await standby.Tells("sending who asks at ")).Split(' ')[0];

        using HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
        Uri? location = null;
        while (location is null) // It says that nobody leads until it has joined the cluster.
        {
            using HttpResponseMessage answer = await client.GetAsync($"{standbyPage}/api/v1/run");
            location = answer.Headers.Location;
            Assert.Equal(location is null ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.TemporaryRedirect, answer.StatusCode);
            Assert.False(standby.Process.HasExited, standby.Text);
        }
        Assert.Equal($"{leaderPage}/api/v1/run", location.ToString());
        CliResult status = CliResult.Of("status", "--coordinator", standbyPage);
        Assert.True(status.ExitCode == 0, status.Error);

        Said node = Hear("node", "--coordinator", $"{_first},{_second}");
        await leader.Tells("goes on from step 0");
        leader.Process.Kill();
        await node.Ends(0);
        await standby.Ends(0);
        Assert.Equal(0, CliResult.Of("run", _study.Config, "--set", Steps, "--run-dir", _study.At("one")).ExitCode);
        Assert.Equal(_study.WeightsOf("one"), _study.WeightsOf("run"));
    }

    [Fact]
    public async Task When_the_run_is_stopped_the_standby_ends_with_it_and_does_not_take_it_up_again()
    {
        Said leader = Coordinate(_first);
        string leaderPage = await leader.Tells("live page at ");
        Said standby = Coordinate(_second, "--coordinator", _first);
        await standby.Tells("joined the cluster");
        await standby.Tells("standing by");
        Said node = Hear("node", "--coordinator", _first);
        await leader.Tells("goes on from step 0");
        Assert.Equal(0, CliResult.Of("stop", "--coordinator", leaderPage).ExitCode);
        await node.Ends(0);
        await leader.Ends(3);
        await standby.Ends(3);
        Assert.Equal("interrupted", _study.Summary("run").GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_standby_that_does_not_see_the_run_says_so_and_ends()
    {
        Said leader = Coordinate(_first);
        await leader.Tells("live page at ");
        Said standby = Hear(
            "coordinator", _study.Config, "--run-dir", _study.At("elsewhere"), "--listen", _second, "--coordinator", _first);
        await standby.Tells("joined the cluster");
        await standby.Tells("standing by");
        leader.Process.Kill();
        await standby.Ends(2);
        Assert.Contains("holds no run", standby.Text, StringComparison.Ordinal);
    }

    private const string Steps = "train.steps=400"; // Some seconds.

    private Said Coordinate(string listen, params string[] more) => Hear(
    [
        "coordinator", _study.Config, "--set", Steps, "--run-dir", _study.At("run"), "--listen", listen, "--http", "127.0.0.1:0", .. more,
    ]);

    private Said Hear(params string[] arguments)
    {
        Process process = DistillCommand.Start(arguments);
        _started.Add(process);
        return new Said(process);
    }

    /// <summary>A process, and all that it says.</summary>
    private sealed class Said
    {
        private readonly List<string> _lines = [];

        internal Said(Process process)
        {
            Process = process;
            process.OutputDataReceived += (_, line) => Hear(line.Data);
            process.ErrorDataReceived += (_, line) => Hear(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        internal Process Process { get; }

        internal string Text
        {
            get
            {
                lock (_lines) return string.Join('\n', _lines);
            }
        }

        /// <summary>Waits for words.</summary>
        /// <returns>What follows them on their line.</returns>
        internal async Task<string> Tells(string words)
        {
            long start = Stopwatch.GetTimestamp();
            while (true)
            {
                string? line;
                lock (_lines) line = _lines.FirstOrDefault(told => told.Contains(words, StringComparison.Ordinal));
                if (line is not null) return line[(line.IndexOf(words, StringComparison.Ordinal) + words.Length)..];
                Assert.False(Process.HasExited, $"it has ended without '{words}': {Text}");
                Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"it does not say '{words}': {Text}");
                await Task.Delay(20);
            }
        }

        internal async Task Ends(int code)
        {
            using CancellationTokenSource limit = new(Patience);
            await Process.WaitForExitAsync(limit.Token);
            Assert.True(Process.ExitCode == code, $"exit code {Process.ExitCode}: {Text}");
        }

        private void Hear(string? line)
        {
            if (line is null) return;
            lock (_lines) _lines.Add(line);
        }
    }
}
