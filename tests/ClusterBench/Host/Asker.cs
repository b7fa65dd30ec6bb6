using Akka.Actor;

namespace Distillery.ClusterBench.Host;

/// <summary>Asks who leads, again and again, until the expected process answers.</summary>
internal sealed class Asker : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly IActorRef _finder;
    private readonly string _expected;
    private readonly TaskCompletionSource<IActorRef> _found;

    public Asker(IActorRef finder, string expected, TaskCompletionSource<IActorRef> found) =>
        (_finder, _expected, _found) = (finder, expected, found);

    public ITimerScheduler Timers { get; set; } = null!; // Set by Akka.

    protected override void PreStart() => Timers.StartPeriodicTimer("ask", Ask.Instance, TimeSpan.Zero, Pause);

    protected override void OnReceive(object message)
    {
        if (message is Ask) _finder.Tell(Leader.Who);
        else if (_expected.Equals(message)) _found.TrySetResult(Sender);
    }

    private sealed class Ask
    {
        internal static Ask Instance { get; } = new();
    }
}
