using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Hosting;
using Distillery.Shared.Cluster.Joining;
using Distillery.Shared.Cluster.Losses;
using Distillery.Shared.Cluster.Security;
using Distillery.Shared.TensorLinks.Tcp;
using Microsoft.Extensions.Logging;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Distillery.Shared.Cluster.Host;

/// <summary>A process's part in the cluster: its ActorSystem, and another one in its place whenever the cluster has shut it out.</summary>
/// <remarks>
/// <para>Akka marks a member that was taken for lost by its incarnation, and that incarnation never comes back. So a process
/// that was stopped or cut off for too long gets a new ActorSystem at the same address. All that is worth keeping, weights
/// above all, lives outside of it, with whoever owns the engine.</para>
/// <para>Dispose leaves the cluster in order and ends when the ActorSystem has ended.</para>
/// </remarks>
public sealed class ClusterEngine : IAsyncDisposable
{
    private const int MostRestarts = 10; // With their pauses a minute and a half.

    /// <summary>The others have gone on, and a standby may be about to lead them. A coordinator that founded at once would take the run folder
    /// from it, and sit with it in a cluster of its own.</summary>
    private static readonly TimeSpan FoundAgainAfter = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ClusterEngineParts _parts;
    private readonly ILogger _log;
    private ClusterEngineOptions _options;
    private SystemHost? _current;
    private Task _replacement = Task.CompletedTask;

    private ClusterEngine(ClusterEngineOptions options, ClusterEngineParts parts) =>
        (_options, _parts, _log) = (options, parts, parts.Logs.CreateLogger("cluster"));

    /// <summary>The ActorSystem of now.</summary>
    public ActorSystem System => _current!.System;

    /// <summary>Where the others reach this process, with the real port.</summary>
    public HostAndPort Address =>
        AkkaCluster.Get(System).SelfAddress is { Host: { } host, Port: { } port } ? new HostAndPort(host, port) : _options.Listen;

    /// <summary>Counts the ActorSystems of this process, from 1.</summary>
    public int Incarnation { get; private set; }

    /// <summary>Fails when the ActorSystem cannot be replaced; never completes otherwise.</summary>
    public Task Failed => _failed.Task;

    /// <summary>Joins a cluster, or founds one. Returns when the port is open and the actors are started; joining goes on behind
    /// it for as long as it takes.</summary>
    /// <exception cref="UserErrorException">The port would be open to strangers or is in use, or a file for TLS cannot be
    /// used.</exception>
    public static async Task<ClusterEngine> StartAsync(ClusterEngineOptions options, ClusterEngineParts parts)
    {
        var engine = new ClusterEngine(options, parts);
        if (ListenRule.Check(options.Listen, options.Tls is not null, options.IsInsecure) is { } warning)
            ClusterLog.Open(engine._log, warning);
        await engine.StartSystemAsync().ConfigureAwait(false);
        return engine;
    }

    public async ValueTask DisposeAsync()
    {
        Task replacement;
        lock (_gate)
        {
            if (_ending.IsCancellationRequested) return;
            _ending.Cancel();
            replacement = _replacement;
        }
        await replacement.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_current is not null) await _current.DisposeAsync().ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task StartSystemAsync()
    {
        ClusterEngineOptions options = _options;
        List<Setup> setups = [.. _parts.Setups];
        if (options.Tls is not null) setups.Add(AkkaTls.Setup(options.Tls, _log));
        SystemHost started = await SystemHost.StartAsync(
            AkkaSettings.Cluster(options), setups, _parts.Actors, _log).ConfigureAwait(false);
        _current = started;
        Incarnation++;
        AkkaCluster cluster = AkkaCluster.Get(started.System);
        // A port that was chosen freely stays, so that the others find this process where they know it.
        _options = options with { Listen = options.Listen with { Port = cluster.SelfAddress.Port!.Value } };
        Action<string> leftOut = reason => OnLeftOut(started, reason);
        started.System.ActorOf(Props.Create(() => new SelfWatch(leftOut)), "self-watch");
        started.System.ActorOf(Props.Create(() => new LossNews()), "loss-news");
        IReadOnlyList<Address> seeds = SeedList.Of(cluster.SelfAddress, options.Seeds, _parts.Remembered());
        started.System.ActorOf(Props.Create(() => new CoordinatorWatch(seeds, leftOut)), "coordinator-watch");
        TimeSpan foundAfter = Incarnation == 1 ? TimeSpan.Zero : FoundAgainAfter;
        started.System.ActorOf(Props.Create(() => new SeedJoiner(seeds, foundAfter, new SeedProbe(), _log)), "joiner");
    }

    private void OnLeftOut(SystemHost system, string reason)
    {
        lock (_gate)
        {
            if (_ending.IsCancellationRequested || system != _current || !_replacement.IsCompleted) return;
            _replacement = Task.Run(() => ReplaceAsync(system, reason));
        }
    }

    private async Task ReplaceAsync(SystemHost old, string reason)
    {
        ClusterLog.LeftOut(_log, reason);
        await _parts.LeftOut(reason).ConfigureAwait(false);
        await old.AbandonAsync().ConfigureAwait(false);
        for (int attempt = 1; !_ending.IsCancellationRequested; attempt++)
        {
            try
            {
                await StartSystemAsync().ConfigureAwait(false);
                return;
            }
            catch (UserErrorException problem) when (attempt < MostRestarts)
            {
                TimeSpan pause = JoinPauses.After(attempt);
                ClusterLog.PortTaken(_log, problem.Message, pause.TotalSeconds);
                await Task.Delay(pause, _parts.Time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception problem)
            {
                _failed.TrySetException(problem);
                return;
            }
        }
    }
}
