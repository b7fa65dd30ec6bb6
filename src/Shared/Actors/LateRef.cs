using Akka.Actor;

namespace Distillery.Shared.Actors;

/// <summary>An actor to those who were there before it: what they tell it waits until it is made. Any thread may call.</summary>
public sealed class LateRef
{
    private readonly Lock _gate = new();
    private readonly Queue<object> _waiting = [];
    private IActorRef? _actor;

    /// <summary>Puts a message into the actor's mailbox; never waits.</summary>
    public void Tell(object message)
    {
        lock (_gate)
        {
            if (_actor is null) _waiting.Enqueue(message);
            else _actor.Tell(message, ActorRefs.NoSender);
        }
    }

    /// <summary>The actor is about to end: from now on what it is told waits for the one that is made in its place.</summary>
    /// <returns>The actor; null where none was made.</returns>
    public IActorRef? Hold()
    {
        lock (_gate)
        {
            IActorRef? former = _actor;
            _actor = null;
            return former;
        }
    }

    /// <summary>It is made: it gets what waits, in order.</summary>
    public void Resolve(IActorRef actor)
    {
        lock (_gate)
        {
            _actor = actor;
            while (_waiting.TryDequeue(out object? message)) actor.Tell(message, ActorRefs.NoSender);
        }
    }
}
