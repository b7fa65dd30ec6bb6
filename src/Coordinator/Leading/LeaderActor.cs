using Akka.Actor;
using Distillery.Messages.Membership;
using Distillery.Shared.Cluster;
using Distillery.Shared.Cluster.Leading;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Leading;

/// <summary>To the leader: let another process lead.</summary>
internal sealed class StopLeading
{
    internal static readonly StopLeading Instance = new();
}

/// <summary>The singleton: the process where it lives leads. Enters the run folder and starts the run's coordinator as its child; leaves
/// both when another process takes over. It may wait for the disk, so nobody talks to it but who looks for the
/// coordinator.</summary>
internal sealed class LeaderActor : UntypedActor
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    private readonly RunFolderClaim _claim;
    private readonly Func<RunFolder, IActorRefFactory, LedRun> _begin;
    private readonly Action<Exception> _failed;
    private LedRun? _run;

    /// <param name="failed">Gets why this process cannot lead.</param>
    public LeaderActor(RunFolderClaim claim, Func<RunFolder, IActorRefFactory, LedRun> begin, Action<Exception> failed) =>
        (_claim, _begin, _failed) = (claim, begin, failed);

    internal static Props Props(RunFolderClaim claim, Func<RunFolder, IActorRefFactory, LedRun> begin, Action<Exception> failed) =>
        Akka.Actor.Props.Create(() => new LeaderActor(claim, begin, failed)).WithDispatcher(ActorDispatchers.Blocking);

    protected override void PreStart()
    {
        if (_claim.Enter() is not { } folder) return; // The lease was lost at once; its manager stops this actor.
        try
        {
            _run = _begin(folder, Context);
        }
        catch (Exception failure) // Whatever it is, its owner must hear.
        {
            _claim.Leave();
            _failed(failure);
        }
    }

    /// <summary>Also when the whole ActorSystem ends: the folder is free when this has returned.</summary>
    protected override void PostStop()
    {
        if (_run is null) return;
        _run.DisposeAsync().AsTask().Wait(EndLimit);
        _claim.Leave();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case FindCoordinator: _run?.Coordinator.Actor.Forward(message); break;
            case StopLeading: EndAsync(Self, _run); break;
            case Ended: Context.Stop(Self); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>The coordinator does what it has still to do.</summary>
    private static void EndAsync(IActorRef self, LedRun? run)
    {
        if (run is null) self.Tell(Ended.Instance);
        else run.DisposeAsync().AsTask().ContinueWith(_ => self.Tell(Ended.Instance), TaskScheduler.Default);
    }

    private sealed class Ended
    {
        internal static readonly Ended Instance = new();
    }
}
