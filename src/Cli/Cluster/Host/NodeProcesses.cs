using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Distillery.GpuNode.Protocol;
using Distillery.Messages.Membership;

namespace Distillery.Cli.Cluster.Host;

/// <summary>Node processes on this machine: started, and started again when they are lost.</summary>
internal sealed class NodeProcesses : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongLife = TimeSpan.FromSeconds(5); // After which it is not the start that fails.
    private static readonly TimeSpan FarewellLimit = TimeSpan.FromSeconds(10);

    private readonly ClusterRequest _request;
    private readonly string _coordinator;
    private readonly Action<string> _tell;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<NodeExit> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private readonly Task[] _nodes;
    private readonly ConcurrentDictionary<int, int> _processes = []; // By node number.
    private int _living;

    private NodeProcesses(ClusterRequest request, string coordinator, Action<string> tell, TimeProvider time)
    {
        (_request, _coordinator, _tell, _time) = (request, coordinator, tell, time);
        _living = request.ProcessCount;
        _nodes = [.. Enumerable.Range(1, _living).Select(number => Task.Run(() => KeepAsync(number)))];
    }

    /// <summary>Ends when the nodes cannot serve the run: another attempt would fail alike, or none is left.</summary>
    internal Task<NodeExit> Failed => _failed.Task;

    /// <summary>Processes that live, by the system's numbers.</summary>
    internal IReadOnlyCollection<int> ProcessIds => [.. _processes.Values];

    /// <param name="coordinator">HOST:PORT.</param>
    /// <param name="tell">Gets what the nodes say, from several threads.</param>
    internal static NodeProcesses Start(
        ClusterRequest request, string coordinator, Action<string> tell, TimeProvider time) =>
        new(request, coordinator, tell, time);

    /// <summary>Waits for processes that were let go; those that do not go are ended.</summary>
    public async ValueTask DisposeAsync()
    {
        _end.Cancel();
        await Task.WhenAll(_nodes).ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task KeepAsync(int number)
    {
        TimeSpan pause = _request.RestartPause;
        while (!_end.IsCancellationRequested)
        {
            long started = _time.GetTimestamp();
            (string end, NodeExit? exit) = await RunAsync(number).ConfigureAwait(false);
            if (_end.IsCancellationRequested || exit?.Reason is DismissReason.Completed or DismissReason.Stopped) return;
            if (exit?.Reason is DismissReason.Drained or DismissReason.Failed) break;
            if (exit is { IsRequestWrong: true }) _failed.TrySetResult(exit);
            _tell($"node {number}: {end}");
            if (!_request.Restarts || exit is { IsRequestWrong: true }) break;
            if (_time.GetElapsedTime(started) > LongLife) pause = _request.RestartPause;
            await Task.Delay(pause, _time, _end.Token).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
        if (Interlocked.Decrement(ref _living) > 0) return;
        _failed.TrySetResult(new NodeExit(
            null, "all node processes of this run have ended", "Run the same command again to go on from the newest checkpoint."));
    }

    private async Task<(string End, NodeExit? Exit)> RunAsync(int number)
    {
        using Process process = Process.Start(StartInfo(number))!;
        _processes[number] = process.Id;
        NodeExit? exit = null;
        process.OutputDataReceived += (_, line) => exit = line.Data is null ? exit : NodeExitLine.TryParse(line.Data) ?? exit;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null && !_end.IsCancellationRequested) _tell($"node {number}: {line.Data}");
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(_end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process).ConfigureAwait(false);
        }
        _processes.TryRemove(number, out _);
        return ($"process {process.Id} has ended: {exit?.Text ?? Describe(process.ExitCode)}", exit);
    }

    /// <summary>The run is over: the node goes by itself, or at the end of its input at the latest.</summary>
    private static async Task EndAsync(Process process)
    {
        process.StandardInput.Close();
        using CancellationTokenSource limit = new(FarewellLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private ProcessStartInfo StartInfo(int number)
    {
        ProcessStartInfo info = DistillProcess.StartInfo(
        [
            "node", "--coordinator", _coordinator, "--device", _request.Device, "--supervised",
            "--roles", _request.RolesOf(number), "--threads", _request.CoresPerNode.ToString(CultureInfo.InvariantCulture),
            .. _request.Http?.ToArguments(number) ?? [], .. _request.NodeArguments,
        ]);
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        return info;
    }

    private static string Describe(int exitCode) => exitCode > 128 ? $"signal {exitCode - 128}" : $"exit code {exitCode}";
}
