using Akka.Actor;
using Distillery.Messages;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Protocol;

namespace Distillery.Shared.Actors;

/// <summary>An actor's control links: <see cref="ControlLinks"/> say what may be believed, and here is who is at the other ends, and
/// that they live. For that actor alone, on its own thread.</summary>
/// <remarks>A peer whose actor ends is lost: the actor gets <see cref="Terminated"/>, and <see cref="Lose"/> says who it
/// was.</remarks>
/// <param name="self">The actor's own name in the run.</param>
/// <param name="links">These outlive the actor.</param>
public sealed class ControlPeers(NodeId self, ControlLinks links, IActorContext context)
{
    private readonly Dictionary<NodeId, Peer> _peers = [];

    /// <param name="Opened">The link that stood when its end began to be watched.</param>
    private sealed record Peer(IActorRef Actor, long Opened);

    /// <summary>Opens a link. Its first message may follow.</summary>
    public void Open(NodeId peer, IActorRef actor)
    {
        links.Open(peer);
        Watch(peer, actor);
    }

    /// <summary>A message without link is dropped: its loss was told, or none was asked for.</summary>
    public void Send(NodeId peer, Message message)
    {
        if (_peers.TryGetValue(peer, out Peer? known) && links.Stamp(peer, message) is { } envelope)
            known.Actor.Tell(new PeerWord(self, envelope), context.Self);
        else
            MessageCodec.PayloadOf(message)?.Dispose();
    }

    /// <summary>A word came.</summary>
    /// <param name="actor">Who said it.</param>
    /// <returns>What the machine is told; the sender has its answer.</returns>
    public (LossReason? Loss, Message? Message) Receive(PeerWord word, IActorRef actor)
    {
        Arrival arrival = links.Check(word.Sender, word.Envelope);
        if (arrival.Answer is { } answer) actor.Tell(new PeerEnded(self, answer), context.Self);
        if (arrival.Loss is not null) Forget(word.Sender);
        if (arrival.Message is not null) Watch(word.Sender, actor);
        return (arrival.Loss, arrival.Message);
    }

    /// <summary>The other end has ended a link.</summary>
    /// <returns>Why the peer is lost; null when another link stands.</returns>
    public LossReason? Receive(PeerEnded word)
    {
        LossReason? loss = links.Check(word.Sender, word.Ended).Loss;
        if (loss is not null) Forget(word.Sender);
        return loss;
    }

    /// <summary>Ends a link; the peer is told.</summary>
    public void End(NodeId peer)
    {
        if (links.End(peer) is { } ended && _peers.TryGetValue(peer, out Peer? known))
            known.Actor.Tell(new PeerEnded(self, ended), context.Self);
        Forget(peer);
    }

    /// <summary>An actor has ended.</summary>
    /// <returns>The peer that is lost with it; null for none.</returns>
    public NodeId? Lose(IActorRef actor)
    {
        foreach ((NodeId peer, Peer known) in _peers)
        {
            if (!known.Actor.Equals(actor)) continue;
            _peers.Remove(peer);
            return links.Lose(peer, known.Opened) is null ? null : peer;
        }
        return null;
    }

    /// <summary>The ActorSystem at an address is lost, as far as anybody can tell.</summary>
    /// <returns>The peers that are lost with it.</returns>
    public IReadOnlyList<NodeId> Lose(Address address)
    {
        NodeId[] lost = [.. _peers.Where(known => known.Value.Actor.Path.Address.Equals(address)).Select(known => known.Key)];
        return [.. lost.Where(peer =>
        {
            long opened = _peers[peer].Opened;
            Forget(peer);
            return links.Lose(peer, opened) is not null;
        })];
    }

    private void Watch(NodeId peer, IActorRef actor)
    {
        if (_peers.TryGetValue(peer, out Peer? former) && !former.Actor.Equals(actor)) context.Unwatch(former.Actor);
        _peers[peer] = new Peer(context.Watch(actor), links.Standing(peer)!.Value);
    }

    private void Forget(NodeId peer)
    {
        if (_peers.Remove(peer, out Peer? known)) context.Unwatch(known.Actor);
    }
}
