using Akka.Actor;
using Akka.Hosting;
using Distillery.Coordinator;
using Distillery.Coordinator.Leading;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Record;
using Distillery.Messages;
using Distillery.Shared.Cluster;
using Distillery.Shared.Cluster.Host;
using Distillery.Shared.Cluster.Joining;
using Distillery.Shared.Cluster.Leading;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;
using Distillery.Shared.TensorLinks;
using Distillery.Shared.TensorLinks.Tcp;
using Distillery.Shared.TensorLinks.Tcp.Host;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Distillery.Cli.Cluster;

/// <summary>A member of the cluster that may lead a run. Disposing it leaves the cluster, and lets the folder go.</summary>
internal sealed class ClusterCoordinator : IAsyncDisposable
{
    private readonly RunFolderClaim _claim;
    private readonly Candidate _candidate;
    private readonly ClusterEngine _engine;

    private ClusterCoordinator(RunFolderClaim claim, Candidate candidate, ClusterEngine engine) =>
        (_claim, _candidate, _engine) = (claim, candidate, engine);

    /// <summary>Where nodes find the cluster: HOST:PORT with the real port.</summary>
    internal string Address => _engine.Address.ToString();

    /// <inheritdoc cref="Candidate.Ended"/>
    internal Task<RunEnd> Ended => _candidate.Ended;

    /// <inheritdoc cref="Candidate.Leading"/>
    internal RunningCoordinator? Leading => _candidate.Leading;

    /// <inheritdoc cref="Candidate.FindLeaderAsync"/>
    internal Task<string> FindLeaderAsync(CancellationToken cancellation) => _candidate.FindLeaderAsync(cancellation);

    /// <param name="claim">Disposed with the coordinator.</param>
    /// <param name="begin">Starts the run's coordinator, with <see cref="LedRuns"/>.</param>
    /// <exception cref="Distillery.Shared.UserErrorException">The address cannot be listened on, or would be open to strangers.</exception>
    internal static async Task<ClusterCoordinator> StartAsync(
        RunFolderClaim claim, RunConfig config, ClusterPlace place, Func<RunFolder, IActorRefFactory, LedRun> begin,
        TimeProvider time, ILoggerFactory? logs = null, string? membersPath = null)
    {
        logs ??= NullLoggerFactory.Instance;
        Candidate candidate = new(claim, begin, logs.CreateLogger("cluster"));
        ClusterEngineOptions options = (place with { Tls = config.Cluster.Tls }).ToOptions(
            [ClusterRoles.Coordinator], TimeSpan.FromMilliseconds(config.Cluster.LossAfterMilliseconds), config.Cluster.Nodes + 1);
        try
        {
            ClusterEngine engine = await ClusterEngine.StartAsync(options, new ClusterEngineParts
            {
                Setups = [new RunFolderLeaseSetup(claim, time, candidate.Fail)],
                Actors = akka => akka.WithActors((system, _) => candidate.Start(system)),
                LeftOut = _ => candidate.StopLeadingAsync(),
                Remembered = () => membersPath is null ? [] : RememberedMembers.Read(membersPath),
                Logs = logs,
                Time = time,
            }).ConfigureAwait(false);
            _ = TellFailureAsync(engine, candidate);
            return new ClusterCoordinator(claim, candidate, engine);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Waits until this process leads.</summary>
    /// <exception cref="Exception">It cannot.</exception>
    internal async Task<RunningCoordinator> LeadAsync(CancellationToken stop)
    {
        await _candidate.Led.WaitAsync(stop).ConfigureAwait(false);
        if (_candidate.Leading is { } leading) return leading;
        await _candidate.Ended.ConfigureAwait(false);
        throw new OperationCanceledException("another process leads");
    }

    /// <summary>Saves and ends the run as interrupted, as soon as this process leads.</summary>
    internal async Task StopAsync(string reason)
    {
        await _candidate.Led.ConfigureAwait(false);
        _candidate.Leading?.Stop(reason);
    }

    /// <summary>An ActorSystem that cannot be replaced leads nothing any more.</summary>
    private static async Task TellFailureAsync(ClusterEngine engine, Candidate candidate)
    {
        try
        {
            await engine.Failed.ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            candidate.Fail(failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _candidate.StopLeadingAsync().ConfigureAwait(false);
        await _engine.DisposeAsync().ConfigureAwait(false);
        _claim.Dispose();
    }
}
