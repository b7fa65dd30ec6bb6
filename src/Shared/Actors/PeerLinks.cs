using Akka.Actor;
using Distillery.Messages;

namespace Distillery.Shared.Actors;

/// <summary>The peers that an actor talks to by reference. For that actor alone, on its own thread.</summary>
/// <remarks>A peer whose actor ends is lost: the actor gets <see cref="Terminated"/>, and <see cref="Forget(IActorRef)"/> says
/// who it was.</remarks>
/// <param name="self">The actor's own name in the run.</param>
public sealed class PeerLinks(NodeId self, IActorContext context)
{
    private readonly Dictionary<NodeId, IActorRef> _actors = [];

    /// <summary>Asks for a link. The peer's own <see cref="LinkUp"/> is its answer.</summary>
    public void Call(IActorRef actor) => actor.Tell(new LinkUp(self), context.Self);

    /// <summary>From here on the peer is this actor. False where it was already.</summary>
    public bool Add(NodeId peer, IActorRef actor)
    {
        if (_actors.TryGetValue(peer, out IActorRef? former))
        {
            if (former.Equals(actor)) return false;
            context.Unwatch(former);
        }
        _actors[peer] = context.Watch(actor);
        return true;
    }

    /// <summary>False when there is no link to the peer: nothing is sent.</summary>
    public bool TrySend(NodeId peer, Message message)
    {
        if (!_actors.TryGetValue(peer, out IActorRef? actor)) return false;
        actor.Tell(new Heard(self, message), context.Self);
        return true;
    }

    /// <summary>Ends the link; the peer is told.</summary>
    public void Disconnect(NodeId peer)
    {
        if (!_actors.TryGetValue(peer, out IActorRef? actor)) return;
        actor.Tell(new LinkDown(self, "it has ended the link"), context.Self);
        Forget(peer);
    }

    /// <summary>The peer has ended the link.</summary>
    public void Forget(NodeId peer)
    {
        if (_actors.Remove(peer, out IActorRef? actor)) context.Unwatch(actor);
    }

    /// <summary>An actor has ended.</summary>
    /// <returns>The peer that it was; null for none.</returns>
    public NodeId? Forget(IActorRef actor)
    {
        foreach ((NodeId peer, IActorRef known) in _actors)
        {
            if (!known.Equals(actor)) continue;
            _actors.Remove(peer);
            return peer;
        }
        return null;
    }
}
