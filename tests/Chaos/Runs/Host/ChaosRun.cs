using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Distillery.Chaos.Faults;
using Distillery.Chaos.Processes;

namespace Distillery.Chaos.Runs.Host;

/// <summary>One run on real processes that is hit again and again, and must end as if nothing had been.</summary>
public sealed class ChaosRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5); // Then a run counts as stuck.

    private readonly ChaosOptions _options;
    private readonly ConcurrentQueue<string> _log = [];
    private readonly string _folder;
    private long _step;

    private ChaosRun(ChaosOptions options, long seed)
    {
        _options = options;
        _folder = Path.Combine(options.Folder, $"seed-{seed}");
    }

    /// <summary>The weights of the run that nothing disturbs, on one node.</summary>
    /// <param name="folder">Of that run.</param>
    public static string Reference(ChaosOptions options, string folder)
    {
        (int code, string text) = DistillCommand.Run(options.Common(folder));
        if (code != 0) throw new InvalidOperationException($"the undisturbed run ended with {code}:\n{text}");
        return WeightsOf(folder);
    }

    public static ChaosResult Execute(ChaosOptions options, long seed, string referenceFolder)
    {
        ChaosRun run = new(options, seed);
        string? problem = run.Execute(FaultPlan.Of(seed, options.Faults, options.Steps))
            ?? run.Compare(referenceFolder);
        return new ChaosResult(problem, problem is null ? run.Summarize() : problem, [.. run._log]);
    }

    private string? Execute(IReadOnlyList<Fault> faults)
    {
        using Process process = DistillCommand.Start(
            [.. _options.Common(_folder), "--nodes", $"{_options.Nodes}", "--teacher-nodes", $"{_options.TeacherNodes}",
            "--data-nodes", $"{_options.DataNodes}", "--coordinator-process"]);
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using CancellationTokenSource over = new();
        Task blows = Task.Run(() => StrikeAsync(new RunTree(process.Id), faults, over.Token));
        bool hasEnded = process.WaitForExit(Patience);
        if (!hasEnded) process.Kill(entireProcessTree: true);
        process.WaitForExit(); // Until all that it wrote was read.
        over.Cancel();
        blows.GetAwaiter().GetResult();
        if (!hasEnded) return $"I5: the run stood at step {Volatile.Read(ref _step)} for too long";
        return process.ExitCode == 0 ? null : $"the run ended with exit code {process.ExitCode}";
    }

    private string? Compare(string referenceFolder)
    {
        string expected = WeightsOf(referenceFolder), actual = WeightsOf(_folder);
        if (expected != actual) return $"I3: weights_sha256 is {actual} and not {expected}";
        foreach (string[] arguments in (string[][])[["audit", _folder], ["audit", _folder, referenceFolder]])
        {
            (int code, string text) = DistillCommand.Run(arguments);
            if (code != 0) return $"I2: {string.Join(' ', arguments)} ended with {code}:\n{text}";
        }
        return null;
    }

    private string Summarize()
    {
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "summary.json")));
        JsonElement root = summary.RootElement;
        return $"same bits after {root.GetProperty("losses")} losses in {root.GetProperty("generations")} generations, "
            + $"{root.GetProperty("wall_seconds").GetDouble():F0} s";
    }

    private async Task StrikeAsync(RunTree tree, IReadOnlyList<Fault> faults, CancellationToken over)
    {
        try
        {
            foreach (Fault fault in faults)
            {
                while (Volatile.Read(ref _step) < fault.AfterStep) await Task.Delay(10, over);
                await Task.Delay(fault.DelayMilliseconds, over);
                Note($"--- {fault}");
                Strike(tree, fault, over);
            }
        }
        catch (OperationCanceledException)
        {
            // The run was faster than its faults.
        }
    }

    private static void Strike(RunTree tree, Fault fault, CancellationToken over)
    {
        int[] nodes = [.. tree.Nodes], coordinators = [.. tree.Coordinators];
        int[] chosen = nodes.Length == 0 ? [] : [nodes[fault.Victim % nodes.Length]];
        TimeSpan brief = TimeSpan.FromSeconds(ChaosOptions.LossAfterSeconds / 3);
        TimeSpan longer = TimeSpan.FromSeconds(ChaosOptions.LossAfterSeconds * 3);
        switch (fault.Kind)
        {
            case FaultKind.KillNode: Kill(chosen); break;
            case FaultKind.KillCoordinator: Kill(coordinators); break;
            case FaultKind.KillNodes: Kill([.. nodes.Take(2)]); break;
            case FaultKind.KillAll: Kill([.. coordinators, .. nodes]); break;
            case FaultKind.StopNodeBriefly: Pause(chosen, brief, over); break;
            case FaultKind.StopNodeForLong: Pause(chosen, longer, over); break;
            case FaultKind.StopCoordinator: Pause(coordinators, fault.Victim % 2 == 0 ? brief : longer, over); break;
        }
    }

    private static void Kill(int[] processes)
    {
        foreach (int process in processes) RunTree.Signal(process, "KILL");
    }

    /// <summary>The next fault may come while the process still stands.</summary>
    private static void Pause(int[] processes, TimeSpan duration, CancellationToken over)
    {
        foreach (int process in processes) RunTree.Signal(process, "STOP");
        _ = Task.Delay(duration, over).ContinueWith(
            _ =>
            {
                foreach (int process in processes) RunTree.Signal(process, "CONT");
            },
            TaskScheduler.Default);
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        Note(line);
        using JsonDocument message = JsonDocument.Parse(line);
        if (message.RootElement.GetProperty("event").GetString() == "step")
            Volatile.Write(ref _step, Math.Max(_step, message.RootElement.GetProperty("step").GetInt64()));
    }

    private void Note(string? line)
    {
        if (line is not null) _log.Enqueue(line);
    }

    private static string WeightsOf(string folder)
    {
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "summary.json")));
        return summary.RootElement.GetProperty("weights_sha256").GetString()!;
    }
}
