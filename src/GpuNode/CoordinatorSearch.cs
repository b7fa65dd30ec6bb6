using Akka.Actor;
using Distillery.Messages.Membership;
using Distillery.Shared.Cluster.Leading;
using Distillery.Shared.Wire;

namespace Distillery.GpuNode;

/// <summary>Asks through the cluster who leads, again and again until somebody answers: what is sent while nobody leads is gone. For
/// a node's actor alone, on its thread.</summary>
internal sealed class CoordinatorSearch(IActorContext context, Action<string> tell)
{
    private const long AskEveryMilliseconds = 100;
    private const long PatienceMilliseconds = 10_000; // A member joins in one or two seconds, on a busy machine.

    private IActorRef? _finder;
    private long? _begun;
    private long _askAt;
    private bool _hasComplained;

    internal bool IsOn { get; private set; }

    internal void Begin()
    {
        IsOn = true;
        _begun = null;
    }

    internal void End()
    {
        IsOn = false;
        _hasComplained = false;
    }

    internal void Tick(long milliseconds)
    {
        if (!IsOn) return;
        _begun ??= _askAt = milliseconds;
        if (milliseconds < _askAt) return;
        _askAt = milliseconds + AskEveryMilliseconds;
        _finder ??= CoordinatorSingleton.Find(context.System);
        _finder.Tell(new FindCoordinator(ProtocolVersion.Current.Major, ProtocolVersion.Current.Minor), context.Self);
        if (_hasComplained || milliseconds - _begun < PatienceMilliseconds) return;
        _hasComplained = true;
        tell($"no coordinator leads the cluster since {PatienceMilliseconds / 1000} s; asking on");
    }
}
