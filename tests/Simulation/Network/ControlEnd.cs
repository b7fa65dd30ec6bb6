using Distillery.Messages;
using Distillery.Shared.Protocol;

namespace Distillery.Simulation.Network;

/// <summary>A process's part of the control plane: the production <see cref="ControlLinks"/> over an engine that can be made anew
/// while the process, and all that it holds, lives on.</summary>
/// <param name="receive">Gets the messages that come in order.</param>
/// <param name="lost">Is told of the losses that are about the link that stands.</param>
/// <param name="answersAs">A coordinator's term; 0 for a node.</param>
public sealed class ControlEnd(
    ControlPlane plane, SimulatedProcess process, Action<NodeId, Message> receive, Action<NodeId, LossReason> lost, long answersAs = 0)
{
    private readonly SortedDictionary<NodeId, ControlEnd> _peers = []; // At the other ends of the newest links.

    public SimulatedProcess Process => process;

    public ControlLinks Links { get; } = new(answersAs);

    public LinkCheck Check { get; } = new();

    /// <summary>Counts the engines that this process has had.</summary>
    public int Engine { get; private set; }

    /// <summary>Others have given this engine up for good: nothing goes out or comes in until there is another one.</summary>
    public bool IsQuarantined { get; set; }

    /// <summary>The process at the other end of the newest link.</summary>
    public SimulatedProcess? PeerOf(NodeId peer) => _peers.GetValueOrDefault(peer)?.Process;

    public void Open(ControlEnd peer)
    {
        _peers[peer.Process.Id] = peer;
        Links.Open(peer.Process.Id);
    }

    public void Send(NodeId peer, Message message)
    {
        if (Links.Stamp(peer, message) is { } envelope) plane.Pass(this, _peers[peer], envelope);
    }

    /// <param name="place">Of the word among all that its sender has said on this link.</param>
    public void Receive(ControlEnd sender, object word, long place)
    {
        NodeId peer = sender.Process.Id;
        long? standing = Links.Standing(peer);
        Arrival arrival = word is ControlEnvelope envelope ? Links.Check(peer, envelope) : Links.Check(peer, (LinkEnded)word);
        if (arrival.Answer is { } answer) plane.Pass(this, sender, answer);
        if (arrival.Loss is { } loss) Tell(peer, loss, standing!.Value);
        if (arrival.Message is not { } message || !process.IsAlive) return;
        Check.Believed(sender, ((ControlEnvelope)word).Link, place);
        _peers[peer] = sender;
        receive(peer, message);
    }

    private void Tell(NodeId peer, LossReason loss, long opened)
    {
        Check.Ended(peer, opened);
        lost(peer, loss);
    }

    /// <summary>Ends the link with a peer, which is told.</summary>
    public void End(NodeId peer)
    {
        if (Links.End(peer) is not { } ended) return;
        Check.Ended(peer, ended.Link.Opened);
        plane.Pass(this, _peers[peer], ended);
    }

    public void EndAll()
    {
        foreach (NodeId peer in _peers.Keys.ToArray()) End(peer);
    }

    /// <summary>A peer is lost, if what is meant is the link that stands.</summary>
    public void Lose(NodeId peer, long opened, LossReason reason)
    {
        if (Links.Lose(peer, opened) is not { } ended) return;
        plane.Pass(this, _peers[peer], ended);
        Check.Ended(peer, ended.Link.Opened);
        lost(peer, reason);
    }

    /// <summary>The engine is made anew, and with it all links; the count of links goes on.</summary>
    public void Renew()
    {
        Engine++;
        IsQuarantined = false;
        foreach (NodeId peer in _peers.Keys.ToArray())
        {
            if (Links.Standing(peer) is { } opened) Lose(peer, opened, LossReason.Downed("the engine of this process was made anew"));
        }
    }
}
