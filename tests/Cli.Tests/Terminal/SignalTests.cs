using System.Diagnostics;

namespace Distillery.Cli.Tests.Terminal;

/// <summary>The program as a process of its own, and what signals do to it.</summary>
public sealed class SignalTests : IDisposable
{
    private const int PatienceMilliseconds = 60_000; // For a loaded machine; a healthy one takes a second.

    private readonly Study _study = new();

    public void Dispose() => _study.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_signal_saves_and_exits_with_3_and_the_same_command_goes_on(string signal)
    {
        string[] arguments =
        [
            "run", _study.Config, "--run-dir", _study.At("run"), "--json", "--set", "checkpoint.every_steps=2",
        ];
        using Process process = DistillProcess.Start([.. arguments, "--set", "train.steps=1000000"]);
        WaitFor(process, "\"checkpoint\"");
        Signal(process, signal);
        string rest = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(PatienceMilliseconds), "the process did not end");
        Assert.Equal(3, process.ExitCode);
        Assert.Contains("\"interrupted\"", rest, StringComparison.Ordinal);
        long steps = _study.Summary("run").GetProperty("steps").GetInt64();

        CliResult refused = CliResult.Of(arguments);
        Assert.Equal(2, refused.ExitCode); // Another length is another run.
        using Process resumed = DistillProcess.Start([.. arguments, "--set", "train.steps=1000000"]);
        Assert.Contains($"\"first_step\":{steps}", WaitFor(resumed, "\"started\""), StringComparison.Ordinal);
        Signal(resumed, signal);
        resumed.StandardOutput.ReadToEnd();
        Assert.True(resumed.WaitForExit(PatienceMilliseconds), "the process did not end");
        Assert.Equal(3, resumed.ExitCode);
    }

    private static string WaitFor(Process process, string text)
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        }
        throw new InvalidOperationException($"the process ended without {text}");
    }

    private static void Signal(Process process, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
