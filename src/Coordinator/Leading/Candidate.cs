using Akka.Actor;
using Distillery.Coordinator.Record;
using Distillery.Messages.Membership;
using Distillery.Shared.Cluster.Leading;
using Distillery.Shared.Runs;
using Distillery.Shared.Wire;
using Microsoft.Extensions.Logging;

namespace Distillery.Coordinator.Leading;

/// <summary>A process that leads its run whenever the cluster has it do so, and stands by otherwise. Any thread may call.</summary>
/// <param name="begin">Starts the run's coordinator in a folder that this process holds, below the actor that leads. Called once each
/// time this process begins to lead; it may wait.</param>
public sealed class Candidate(RunFolderClaim claim, Func<RunFolder, IActorRefFactory, LedRun> begin, ILogger log)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<RunEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _led = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LedRun? _run;
    private volatile IActorRef? _finder;

    /// <summary>Completes with the run that this process led to its end; with an exception when it cannot lead, or the coordinator
    /// cannot go on.</summary>
    public Task<RunEnd> Ended => _ended.Task;

    /// <summary>Completes when this process begins to lead for the first time, or cannot.</summary>
    public Task Led => _led.Task;

    /// <summary>While this process leads; null while it stands by.</summary>
    public RunningCoordinator? Leading => _run?.Coordinator;

    /// <summary>Starts its actors; once for each ActorSystem.</summary>
    public void Start(ActorSystem system)
    {
        CoordinatorSingleton.Start(system, LeaderActor.Props(claim, Begin, Fail), StopLeading.Instance);
        system.ActorOf(MemberKeeper.Of(claim, log), "member-keeper");
        _finder = CoordinatorSingleton.Find(system);
    }

    /// <summary>Where the coordinator that leads answers over HTTP, as a URL; empty where nobody leads, or that one does not.</summary>
    public async Task<string> FindLeaderAsync(CancellationToken cancellation)
    {
        if (_finder is not { } finder) return "";
        try
        {
            FindCoordinator find = new(ProtocolVersion.Current.Major, ProtocolVersion.Current.Minor);
            return (await finder.Ask<CoordinatorFound>(find, AnswerLimit, cancellation).ConfigureAwait(false)).HttpAddress;
        }
        catch (Exception problem) when (problem is AskTimeoutException or TaskCanceledException)
        {
            return "";
        }
    }

    /// <summary>Ends the coordinator because its ActorSystem is replaced; the run goes on with the next one that leads.</summary>
    public async Task StopLeadingAsync()
    {
        if (_run is { } run) await run.DisposeAsync().ConfigureAwait(false);
    }

    private LedRun Begin(RunFolder folder, IActorRefFactory actors)
    {
        LedRun run = begin(folder, actors);
        _run = run;
        _ = FollowAsync(run);
        _led.TrySetResult();
        return run;
    }

    /// <summary>This process can never lead.</summary>
    public void Fail(Exception failure)
    {
        _ended.TrySetException(failure);
        _led.TrySetResult();
    }

    private async Task FollowAsync(LedRun run)
    {
        try
        {
            _ended.TrySetResult(await run.Coordinator.Ended.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            Interlocked.CompareExchange(ref _run, null, run); // Another process leads, and this one stands by.
        }
        catch (Exception failure)
        {
            _ended.TrySetException(failure);
        }
    }
}
