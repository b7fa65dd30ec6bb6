using Distillery.Messages;
using Distillery.Shared.TensorLinks.Memory;
using Distillery.Shared.Wire;

namespace Distillery.Shared.TensorLinks.Tcp.Host;

/// <summary>The links of one process, at most one to each peer, and the decision who makes it when both ends want to.</summary>
/// <remarks>The listener is never called under this lock, since it may wait for a link's own.</remarks>
internal sealed class LinkTable(TcpTransportOptions options, ITransportListener listener, BufferPool pool)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NodeId, PeerLink> _links = [];
    private readonly Dictionary<NodeId, Handshake> _accepted = []; // calls that shall make a link, until they do or are gone
    private bool _isClosed;

    /// <summary>A handshake from this process.</summary>
    internal Handshake Handshake(HandshakeKind kind, NodeId target, string reason = "") =>
        new(
            kind, ProtocolVersion.Current, options.Self, target, options.SharesMemory ? MachineIdentity.Current : "",
            Environment.ProcessId, (int)options.LossAfter.TotalMilliseconds, reason);

    internal PeerLink? Find(NodeId peer)
    {
        lock (_gate) return _links.GetValueOrDefault(peer);
    }

    /// <summary>Begins to make a link, unless there is one.</summary>
    internal void Connect(NodeId peer, string address)
    {
        PeerLink? link;
        while ((link = AddOrFindOver(peer, address)) is { IsOver: true }) link.Break(""); // Waits until its loss is told.
        link?.Dialer?.Start();
    }

    /// <summary>Ends a link without a word to the listener here.</summary>
    internal Task Close(NodeId peer, TimeSpan limit)
    {
        PeerLink? link;
        lock (_gate)
        {
            _accepted.Remove(peer);
            link = _links.GetValueOrDefault(peer);
        }
        return link?.Close(limit) ?? Task.CompletedTask;
    }

    internal async Task CloseAll(TimeSpan limit)
    {
        PeerLink[] links;
        lock (_gate)
        {
            _isClosed = true;
            links = [.. _links.Values];
            _accepted.Clear();
        }
        await Task.WhenAll(links.Select(link => link.Close(limit))).ConfigureAwait(false);
    }

    internal void Tick(bool wasAsleep)
    {
        PeerLink[] links;
        lock (_gate) links = [.. _links.Values];
        foreach (PeerLink link in links) link.Tick(wasAsleep);
    }

    /// <summary>The answer to the call of an admitted process. When the call is accepted, the caller of this passes it to
    /// <see cref="Install"/> or to <see cref="Withdraw"/>; until then this end does not dial that peer.</summary>
    internal Handshake Answer(Handshake call)
    {
        lock (_gate)
        {
            if (Refusal_NeedsLock(call) is { } reason) return Handshake(HandshakeKind.Refused, call.Sender, reason);
            if (GoesFirst_NeedsLock(call.Sender)) return Handshake(HandshakeKind.Yielded, call.Sender);
            _accepted[call.Sender] = call;
            if (_links.TryGetValue(call.Sender, out PeerLink? link)) link.Dialer?.Abandon();
            else _links[call.Sender] = NewLink(call.Sender);
            return Handshake(HandshakeKind.Accepted, call.Sender);
        }
    }

    /// <summary>Makes a link of an accepted call, with its connection. A link that stood is replaced: who calls again knows
    /// that it has broken.</summary>
    internal void Install(Handshake call, TcpChannel channel)
    {
        PeerLink? link = null;
        bool isValid;
        lock (_gate) isValid = TakeAccepted_NeedsLock(call);
        while (isValid && (link = FindMaking(call.Sender)) is { IsMaking: false })
        {
            link.Break("it has made a new link");
            Remove(link);
        }
        if (!(link?.TryStand(channel, call) ?? false)) channel.Dispose();
    }

    /// <summary>An accepted call came to nothing.</summary>
    internal void Withdraw(Handshake call, string reason)
    {
        PeerLink? link;
        lock (_gate) link = TakeAccepted_NeedsLock(call) ? _links.GetValueOrDefault(call.Sender) : null;
        link?.FailToStand(reason);
    }

    private string? Refusal_NeedsLock(Handshake call)
    {
        if (_isClosed) return "it is about to end";
        if (call.Target != options.Self) return $"this is {options.Self}, not {call.Target}";
        return call.Sender == options.Self ? $"{options.Self} is this process itself" : null;
    }

    /// <summary>False when the peer has called again since, or the link was given up here.</summary>
    private bool TakeAccepted_NeedsLock(Handshake call) =>
        ReferenceEquals(_accepted.GetValueOrDefault(call.Sender), call) && _accepted.Remove(call.Sender);

    /// <summary>The link that an accepted call shall make, or one that is in its way, or null at the end of all.</summary>
    private PeerLink? FindMaking(NodeId peer)
    {
        lock (_gate)
        {
            if (_isClosed) return null;
            if (!_links.TryGetValue(peer, out PeerLink? link)) return _links[peer] = NewLink(peer);
            if (link.IsMaking) link.Dialer?.Abandon();
            return link;
        }
    }

    /// <summary>Whether this end is dialing that peer and has the right of way: the lower name has.</summary>
    private bool GoesFirst_NeedsLock(NodeId peer) =>
        options.Self.CompareTo(peer) < 0 && _links.GetValueOrDefault(peer) is { IsMaking: true, Dialer.IsActive: true };

    /// <summary>A new link to dial, a former one that is over, or null when there is nothing to do.</summary>
    private PeerLink? AddOrFindOver(NodeId peer, string address)
    {
        lock (_gate)
        {
            if (_isClosed || peer == options.Self) return null;
            if (_links.TryGetValue(peer, out PeerLink? former) && !former.IsOver) return null;
            if (former is not null)
            {
                _links.Remove(peer);
                return former;
            }
            PeerLink link = NewLink(peer);
            if (!_accepted.ContainsKey(peer)) link.Dialer = new Dialer(link, address, this, options);
            return _links[peer] = link;
        }
    }

    private PeerLink NewLink(NodeId peer) => new(peer, listener, options, pool, Remove);

    private void Remove(PeerLink link)
    {
        lock (_gate)
        {
            if (_links.GetValueOrDefault(link.Peer) == link) _links.Remove(link.Peer);
        }
    }
}
