using Akka.Actor;

namespace Distillery.Shared.Actors;

/// <summary>An actor around a machine: a mailbox, and time in ticks. It is never started again, for a machine that begins anew
/// would have forgotten what it has promised: its first failure, or a child's, is told once, and it stops.</summary>
public abstract class MachineActor : UntypedActor, IWithTimers
{
    // A fraction of the shortest heartbeat that can be configured is not needed: late by this much hurts nobody.
    private static readonly TimeSpan TickPeriod = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _time;
    private readonly long _startTimestamp;
    private bool _isBroken;

    /// <param name="startTimestamp">From which the machine's time counts; null for now. A machine that has outlived an actor goes on
    /// with the clock that it had.</param>
    protected MachineActor(TimeProvider time, long? startTimestamp = null) =>
        (_time, _startTimestamp) = (time, startTimestamp ?? time.GetTimestamp());

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Of the machine's clock.</summary>
    protected long Milliseconds => (long)_time.GetElapsedTime(_startTimestamp).TotalMilliseconds;

    protected override void PreStart()
    {
        Self.Tell(TickNow.Instance); // Not at once: the first thing that it does may fail like any other.
        Timers.StartPeriodicTimer(TickNow.Instance, TickNow.Instance, TickPeriod);
    }

    protected sealed override void OnReceive(object message)
    {
        if (_isBroken) return; // Until it has stopped.
        if (message is TickNow) Tick(Milliseconds);
        else if (message is PassOn) PassOnMachine();
        else if (!TryHandle(message)) Unhandled(message);
    }

    protected sealed override bool AroundReceive(Receive receive, object message)
    {
        try
        {
            return base.AroundReceive(receive, message);
        }
        catch (Exception failure) // Whatever it is, the actor cannot go on, and its host must hear why.
        {
            Break(failure);
            return true;
        }
    }

    protected sealed override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        Break(failure);
        return Directive.Stop;
    });

    /// <summary>Does what a message says, on the actor's own thread. False for one that it does not know.</summary>
    protected abstract bool TryHandle(object message);

    /// <summary>Time passes.</summary>
    protected abstract void Tick(long milliseconds);

    /// <summary>Stops, now or as soon as nothing is left to do that the next actor could not.</summary>
    protected virtual void PassOnMachine() => Context.Stop(Self);

    /// <summary>Tells the first failure.</summary>
    protected abstract void TellBroken(Exception failure);

    private void Break(Exception failure)
    {
        if (_isBroken) return;
        _isBroken = true;
        TellBroken(failure);
        Context.Stop(Self);
    }

    private sealed class TickNow
    {
        internal static readonly TickNow Instance = new();
    }
}
