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
            options.SharesMemory ? MachineIdentity.Current : "", Environment.ProcessId, reason);

    internal PeerLink? Find(NodeId peer)
    {
        lock (_gate) return _links.GetValueOrDefault(peer);
    }

    /// <summary>Begins to make a link, unless there is one.</summary>
    internal void Connect(NodeId peer, string address)
    {
        PeerLink? link;
        while ((link = AddOrFindOver(peer)) is { IsOver: true }) link.Break(""); // Waits until its loss has been told.
        if (link is null) return;
        var dialer = new Dialer(link, address, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)), this, options);
        link.Dialer = dialer;
        dialer.Start();
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

    /// <summary>Drops calls of a peer that are older than a link to it which now stands.</summary>
    internal void ForgetCalls(NodeId peer)
    {
        lock (_gate) _calls.Forget(peer);
    }

    /// <summary>The answer to a call, and its reason if it is a refusal. An accepted control connection is kept for the
    /// bulk connection to come.</summary>
    internal (HandshakeKind Answer, string Reason) Answer(Handshake call, TcpChannel channel)
    {
        lock (_gate)
        {
            if (_isClosed) return (HandshakeKind.Refused, "it is about to end");
            if (_calls.Refusal(call) is { } reason) return (HandshakeKind.Refused, reason);
            if (GoesFirst_NeedsLock(call.Sender)) return (HandshakeKind.Yielded, "");
            if (call.Plane == MessagePlane.Control) _calls.Add(call, channel, Expire);
            return (HandshakeKind.Accepted, "");
        }
    }

    /// <summary>Makes a link of an accepted call, with its bulk connection. A link that stood is replaced: who calls
    /// again knows that it has broken.</summary>
    internal void Install(Handshake call, TcpChannel bulk)
    {
        PendingCall? pending = null;
        PeerLink? link;
        while ((link = FindMaking(call, ref pending)) is { IsMaking: false })
        {
            link.Break("it has made a new link");
            Remove(link);
        }
        link?.Dialer?.Abandon();
        if (pending is not null && (link?.TryStand(pending.Control, bulk, call) ?? false)) return;
        pending?.Dispose();
        bulk.Dispose();
    }

    /// <summary>The link that a call shall make, or one that is in its way, or null when the call is forgotten.</summary>
    private PeerLink? FindMaking(Handshake call, ref PendingCall? pending)
    {
        lock (_gate)
        {
            pending ??= _calls.Take(call);
            if (pending is null || _isClosed) return null;
            _calls.Forget(call.Sender); // Those left are older than this one.
            if (_links.TryGetValue(call.Sender, out PeerLink? former)) return former;
            return _links[call.Sender] = NewLink(call.Sender);
        }
    }

    /// <summary>Whether this end is dialing that peer and has the right of way: the lower name has.</summary>
    private bool GoesFirst_NeedsLock(NodeId peer) =>
        options.Self.CompareTo(peer) < 0 && _links.GetValueOrDefault(peer) is { IsMaking: true, Dialer.IsActive: true };

    /// <summary>A new link to dial, a former one that is over, or null when there is nothing to do.</summary>
    private PeerLink? AddOrFindOver(NodeId peer)
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
            return _links[peer] = NewLink(peer);
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
