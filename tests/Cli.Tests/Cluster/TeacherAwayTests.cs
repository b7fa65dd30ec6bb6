using System.Collections.Concurrent;
using System.Diagnostics;
using Distillery.Chaos.Processes;

namespace Distillery.Cli.Tests.Cluster;

/// <summary>A run whose only teacher is gone waits for another one.</summary>
public sealed class TeacherAwayTests : IDisposable
{
    private readonly Study _study = new();
    private readonly BlockingCollection<string> _lines = [];
    private int _openStreams = 2;

    public void Dispose()
    {
        _lines.Dispose();
        _study.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("kept")]
    public void Ctrl_C_ends_the_wait_for_a_teacher_and_the_run_can_be_resumed(string answers)
    {
        string config = _study.WriteTeacher();
        string[] keeping = answers == "" ? [] : ["--set", "data.views=1", "--set", $"teacher.answers={{path: {_study.At(answers)}}}"];
        using Process run = DistillCommand.Start(
            ["run", config, "--run-dir", _study.At("run"), "--nodes", "1", "--teacher-nodes", "1", "--no-restart",
            "--set", "method={name: kd}", "--set", "train.steps=1000000", .. keeping]);
        Read(run);
        RequireLine("goes on from step 0");

        RunTree.Signal(new RunTree(run.Id).Nodes.Single(IsTeacher), "KILL");
        RequireLine("waiting for a teacher: none is ready");
        RunTree.Signal(run.Id, "INT");

        RequireLine("Run the same command again to go on");
        run.WaitForExit();
        Assert.Equal(3, run.ExitCode);
        Assert.Equal("interrupted", _study.Summary("run").GetProperty("status").GetString());
    }

    private static bool IsTeacher(int process) => File.ReadAllText($"/proc/{process}/cmdline").Split('\0').Contains("teacher");

    private void Read(Process process)
    {
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Add(string? line)
    {
        if (line is not null) _lines.Add(line);
        else if (Interlocked.Decrement(ref _openStreams) == 0) _lines.CompleteAdding();
    }

    private void RequireLine(string part)
    {
        List<string> seen = [];
        foreach (string line in _lines.GetConsumingEnumerable())
        {
            if (line.Contains(part, StringComparison.Ordinal)) return;
            seen.Add(line);
        }
        Assert.Fail($"the run has ended without saying '{part}', but\n{string.Join('\n', seen)}");
    }
}
