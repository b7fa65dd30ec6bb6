using System.Security.Cryptography;
using Distillery.Messages;
using Distillery.Shared.Transport.Memory;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Transport.Tcp.Host;

/// <summary>The links of one process, at most one to each peer, and the decision who makes it when both ends want to.</summary>
/// <remarks>The listener is never called under this lock, since it may wait for a link's own.</remarks>
internal sealed class LinkTable(TcpTransportOptions options, ITransportListener listener, BufferPool pool)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NodeId, PeerLink> _links = [];
    private readonly CallTable _calls = new(options);
    private bool _isClosed;

    /// <summary>A handshake from this process.</summary>
    internal Handshake Handshake(HandshakeKind kind, NodeId target, MessagePlane plane, ulong number, string reason = "") =>
        new(
            kind, ProtocolVersion.Current, options.Self, target, plane, number, options.RunId,
            options.SharesMemory ? MachineIdentity.Current : "", Environment.ProcessId,
            (int)options.LossAfter.TotalMilliseconds, reason);

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
    internal Task Close(NodeId peer, TimeSpan limit) => Find(peer)?.Close(limit) ?? Task.CompletedTask;

    internal async Task CloseAll(TimeSpan limit)
    {
        PeerLink[] links;
        lock (_gate)
        {
            _isClosed = true;
            links = [.. _links.Values];
            _calls.ForgetAll();
        }
        await Task.WhenAll(links.Select(link => link.Close(limit))).ConfigureAwait(false);
    }

    internal void Tick(bool wasAsleep)
    {
        PeerLink[] links;
        lock (_gate) links = [.. _links.Values];
        foreach (PeerLink link in links) link.Tick(wasAsleep);
    }

    /// <summary>Decides that the link which this end has dialed shall stand: the peer's own calls are dropped. False when
    /// the peer's call was accepted first.</summary>
    internal bool TryClaim(PeerLink link, Dialer dialer)
    {
        lock (_gate)
        {
            if (!dialer.TryFinish()) return false;
            _calls.Forget(link.Peer);
            return true;
        }
    }

    /// <summary>The answer to a call, and its reason if it is a refusal. An accepted control connection is kept for the
    /// bulk connection to come.</summary>
    /// <remarks>With an accepted bulk connection it is decided who makes the link; the caller then passes
    /// <paramref name="granted"/> to <see cref="Install"/> or to <see cref="Withdraw"/>.</remarks>
    internal (HandshakeKind Answer, string Reason) Answer(Handshake call, TcpChannel channel, out PendingCall? granted)
    {
        lock (_gate)
        {
            granted = null;
            if (_isClosed) return (HandshakeKind.Refused, "it is about to end");
            if (_calls.Refusal(call) is { } reason) return (HandshakeKind.Refused, reason);
            if (GoesFirst_NeedsLock(call.Sender)) return (HandshakeKind.Yielded, "");
            if (call.Plane == MessagePlane.Control) _calls.Add(call, channel, Expire);
            else granted = Grant_NeedsLock(call);
            return (HandshakeKind.Accepted, "");
        }
    }

    /// <summary>Makes a link of a granted call, with its bulk connection. A link that stood is replaced: who calls
    /// again knows that it has broken.</summary>
    internal void Install(PendingCall granted, Handshake call, TcpChannel bulk)
    {
        PeerLink? link;
        while ((link = FindMaking(call.Sender)) is { IsMaking: false })
        {
            link.Break("it has made a new link");
            Remove(link);
        }
        if (link?.TryStand(granted.Control, bulk, call) ?? false) return;
        granted.Dispose();
        bulk.Dispose();
    }

    /// <summary>A granted call came to nothing.</summary>
    internal void Withdraw(PendingCall granted, string reason)
    {
        granted.Dispose();
        Find(granted.Peer)?.FailToStand(reason);
    }

    /// <summary>From here on neither this end's dialing nor an older call can make the link.</summary>
    private PendingCall Grant_NeedsLock(Handshake call)
    {
        PendingCall granted = _calls.Take(call)!; // It would have been refused else.
        _calls.Forget(call.Sender);
        if (_links.TryGetValue(call.Sender, out PeerLink? link)) link.Dialer?.Abandon();
        else _links[call.Sender] = NewLink(call.Sender);
        return granted;
    }

    /// <summary>The link that a granted call shall make, or one that is in its way, or null at the end of all.</summary>
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
            ulong number = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
            link.Dialer = new Dialer(link, address, number, this, options);
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

    private void Expire(PendingCall call)
    {
        lock (_gate) _calls.Remove(call);
    }
}
