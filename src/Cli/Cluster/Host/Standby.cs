using Distillery.Cli.Progress;
using Distillery.Coordinator.Http.Host;
using Distillery.Shared;
using Distillery.Shared.Cluster.Leading;

namespace Distillery.Cli.Cluster.Host;

/// <summary>What a coordinator does while another one leads: it says so, and sends those who ask over HTTP to the leader. Any thread
/// may call.</summary>
/// <param name="http">Null when it does not answer over HTTP.</param>
internal sealed class Standby(HttpRequest? http, RunFolderClaim claim, ViewPump pump, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(0.5);

    /// <summary>A process that founds the cluster leads within a second or two.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _end = new();
    private StandbyFace? _face;
    private Task _watching = Task.CompletedTask;
    private long _idleSince = time.GetTimestamp();
    private bool _isTold;

    internal void Watch(ClusterCoordinator coordinator) => _watching = WatchAsync(coordinator);

    /// <summary>This process begins to lead: the port is free when the task has completed.</summary>
    internal async Task EndAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_face is not null) await _face.DisposeAsync().ConfigureAwait(false);
            _face = null;
            _isTold = false;
            _idleSince = time.GetTimestamp();
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        await EndAsync().ConfigureAwait(false);
        _end.Dispose();
        _gate.Dispose();
    }

    private async Task WatchAsync(ClusterCoordinator coordinator)
    {
        while (!_end.IsCancellationRequested)
        {
            await _gate.WaitAsync().ConfigureAwait(false);
            try
            {
                if (coordinator.Leading is not null || coordinator.Ended.IsCompleted) _idleSince = time.GetTimestamp();
                else if (time.GetElapsedTime(_idleSince) > Patience) await BeginAsync(coordinator).ConfigureAwait(false);
            }
            finally
            {
                _gate.Release();
            }
            await Task.Delay(LookEvery, time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task BeginAsync(ClusterCoordinator coordinator)
    {
        if (_isTold) return;
        _isTold = true;
        pump.Preparing($"standing by: {claim.Holder} leads this run");
        if (http is null) return;
        try
        {
            _face = await StandbyFace.StartAsync(http.ToOptions(), coordinator.FindLeaderAsync, time).ConfigureAwait(false);
            pump.Preparing($"sending who asks at {_face.Address} to the coordinator that leads");
        }
        catch (UserErrorException problem)
        {
            pump.Warned($"{problem.Message}. {problem.NextStep}"); // It stands by all the same.
        }
    }
}
