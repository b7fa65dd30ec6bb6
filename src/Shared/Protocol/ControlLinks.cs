using Distillery.Messages;

namespace Distillery.Shared.Protocol;

/// <summary>One process's ends of its control links (PROTOCOL.md, "Control links"): numbers what is sent, and lets nothing in that is
/// not the next in order. So no message is missing in silence: a gap is a loss, told once, and nothing of that link is
/// believed any more.</summary>
/// <remarks>Deterministic. A node opens its links, a coordinator answers; both use this class. It belongs to the process like the
/// machine beside it, and outlives the engine that carries the envelopes: the count of opened links must never begin anew.</remarks>
/// <param name="answersAs">The number under which it answers: a coordinator's term, from 1; 0 for a process that only opens.</param>
public sealed class ControlLinks(long answersAs = 0)
{
    // Ends of processes that are gone stay: a word that comes late must not pass for a new link. They are few bytes each.
    private readonly Dictionary<NodeId, ControlLink> _links = [];

    /// <summary>Opens a link. The one before, if one stood, has ended; its peer hears of that by the first word on the new one.</summary>
    public void Open(NodeId peer) => _links[peer] = new ControlLink(
        new LinkId((_links.GetValueOrDefault(peer)?.Id.Opened ?? 0) + 1, Answered: 0), isOpener: true);

    /// <summary>Which link with the peer stands, by the count of who opened it; null for none. Whoever watches the peer for losses
    /// remembers this number with them.</summary>
    public long? Standing(NodeId peer) => Find(peer)?.Id.Opened;

    /// <summary>Numbers a message.</summary>
    /// <returns>Null when no link stands: its loss was told, or none was asked for.</returns>
    public ControlEnvelope? Stamp(NodeId peer, Message message) =>
        Find(peer) is { } link ? new ControlEnvelope(link.Id, ++link.Sent, message) : null;

    /// <summary>Something came.</summary>
    public Arrival Check(NodeId sender, ControlEnvelope envelope) => _links.GetValueOrDefault(sender) switch
    {
        { IsOpener: true } link => CheckAnswer(link, envelope),
        { } link when envelope.Link.Opened < link.Id.Opened => default, // Its sender has begun another one since.
        _ when envelope.Link.Answered != 0 && envelope.Link.Answered != answersAs => Unknown(envelope), // Meant for another process.
        { } link when envelope.Link.Opened == link.Id.Opened => CheckNumber(link, envelope),
        { } link => Accept(sender, envelope, before: link),
        null => Accept(sender, envelope, before: null),
    };

    /// <summary>The other end knows nothing of a link, or has ended it.</summary>
    public Arrival Check(NodeId sender, LinkEnded ended)
    {
        if (Find(sender) is not { } link || !link.Is(ended.Link)) return default;
        link.IsStanding = false;
        return new Arrival(LossReason.Renewed("the other end has ended the link"));
    }

    /// <summary>Ends the link that stands.</summary>
    /// <returns>What the peer is told; null when none stood.</returns>
    public LinkEnded? End(NodeId peer) => Find(peer) is { } link ? Lose(peer, link.Id.Opened) : null;

    /// <summary>Ends a link because its peer is lost.</summary>
    /// <param name="opened">The link that stood when the peer was watched. What is told late, of an earlier link, is not about
    /// the one that stands now.</param>
    /// <returns>What the peer is told, should it live; null when this link does not stand: then nothing is lost.</returns>
    public LinkEnded? Lose(NodeId peer, long opened)
    {
        if (Find(peer) is not { } link || link.Id.Opened != opened) return null;
        link.IsStanding = false;
        return new LinkEnded(link.Id);
    }

    /// <summary>A word on a link that this end has opened.</summary>
    private static Arrival CheckAnswer(ControlLink link, ControlEnvelope envelope)
    {
        if (envelope.Link.Opened != link.Id.Opened)
            return link.IsStanding ? default : Unknown(envelope);
        if (link.Id.Answered == 0) link.Id = envelope.Link; // The first to answer is the one at the other end.
        if (envelope.Link.Answered < link.Id.Answered) return default;
        return envelope.Link.Answered > link.Id.Answered && link.IsStanding
            ? Lose(link, LossReason.Renewed("another process answers in its place"))
            : CheckNumber(link, envelope);
    }

    private static Arrival CheckNumber(ControlLink link, ControlEnvelope envelope)
    {
        if (!link.IsStanding) return Unknown(envelope);
        if (envelope.Number <= link.Received) return default; // Repeated.
        if (envelope.Number > link.Received + 1) return Lose(link, LossReason.Gap(link.Received + 1, envelope.Number));
        link.Received++;
        return new Arrival(Message: envelope.Message);
    }

    /// <summary>A process that is unknown, or has a link no longer, opens one: its first word has the number 1, or is lost.</summary>
    private Arrival Accept(NodeId sender, ControlEnvelope envelope, ControlLink? before)
    {
        LossReason? loss = before is { IsStanding: true } ? LossReason.Renewed("it has begun another link") : null;
        ControlLink link = new(envelope.Link with { Answered = answersAs }, isOpener: false);
        _links[sender] = link;
        if (envelope.Number == 1) return CheckNumber(link, envelope) with { Loss = loss };
        link.IsStanding = false;
        return Unknown(envelope) with { Loss = loss };
    }

    private static Arrival Lose(ControlLink link, LossReason reason)
    {
        link.IsStanding = false;
        return new Arrival(reason, Answer: new LinkEnded(link.Id));
    }

    private static Arrival Unknown(ControlEnvelope envelope) => new(Answer: new LinkEnded(envelope.Link));

    private ControlLink? Find(NodeId peer) => _links.GetValueOrDefault(peer) is { IsStanding: true } link ? link : null;

    /// <summary>This process's end of one link.</summary>
    private sealed class ControlLink(LinkId id, bool isOpener)
    {
        internal LinkId Id { get; set; } = id;

        internal bool IsOpener { get; } = isOpener;

        internal bool IsStanding { get; set; } = true;

        internal long Sent { get; set; }

        internal long Received { get; set; }

        /// <summary>Whether this is what the other end calls so: it may not have heard yet who answers.</summary>
        internal bool Is(LinkId other) =>
            Id.Opened == other.Opened && (Id.Answered == other.Answered || Id.Answered == 0 || other.Answered == 0);
    }
}
