using Distillery.Messages;
using Distillery.Simulation.Checks;

namespace Distillery.Simulation.Network;

/// <summary>Watches a process's control links, and counts for itself: what the machine is told on a link is all that was said on it,
/// in order, from the first word to the loss.</summary>
public sealed class LinkCheck
{
    private readonly Dictionary<(ControlEnd To, LinkId Link), long> _said = [];
    private readonly Dictionary<NodeId, (ControlEnd From, long Opened, long Place)> _believed = [];
    private readonly Dictionary<NodeId, long> _ended = [];

    /// <summary>A word is said.</summary>
    /// <returns>Its place among all words of this end on this link, from 1; 0 for the end of a link.</returns>
    public long Place(ControlEnd to, object word)
    {
        if (word is not ControlEnvelope envelope) return 0;
        (ControlEnd To, LinkId Link) link = (to, envelope.Link with { Answered = 0 });
        return _said[link] = _said.GetValueOrDefault(link) + 1;
    }

    /// <summary>L1: a word reached the machine; it is the next one, on a link that stands.</summary>
    public void Believed(ControlEnd from, LinkId link, long place)
    {
        NodeId peer = from.Process.Id;
        _believed.TryGetValue(peer, out (ControlEnd From, long Opened, long Place) before);
        bool isSameLink = before.From == from && before.Opened == link.Opened;
        long expected = isSameLink ? before.Place + 1 : 1;
        Checkers.Require(place == expected, $"L1: of {peer} word {place} of link {link} is believed where {expected} was due");
        Checkers.Require(
            !_ended.TryGetValue(peer, out long ended) || link.Opened > ended, $"L1: {peer} is believed on link {link}, which has ended");
        _believed[peer] = (from, link.Opened, place);
    }

    /// <summary>A link was given up.</summary>
    public void Ended(NodeId peer, long opened) => _ended[peer] = opened;

    /// <summary>L2: a loss was told, of the link that stood when its peer was watched.</summary>
    public static void LostLate(long meant, long? before, long? after) => Checkers.Require(
        before == meant || before == after, $"L2: what was told of link {meant} ended the newer link {before}");
}
