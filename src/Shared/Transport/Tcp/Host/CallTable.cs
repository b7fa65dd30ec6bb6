using Distillery.Messages;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Transport.Tcp.Host;

/// <summary>Calls whose control connection was accepted and whose bulk connection is awaited. Guarded by the lock of
/// the <see cref="LinkTable"/>.</summary>
internal sealed class CallTable(TcpTransportOptions options)
{
    /// <summary>More at once do not come from nodes of one run.</summary>
    private const int Limit = 1024;

    private readonly Dictionary<ulong, PendingCall> _calls = [];

    /// <summary>Why a call cannot be accepted, or null.</summary>
    internal string? Refusal(Handshake call)
    {
        if (call.Kind != HandshakeKind.Call) return "this is no call";
        if (call.Target != options.Self) return $"this is {options.Self}, not {call.Target}";
        if (call.Sender == options.Self) return $"{options.Self} is this process itself";
        if (call.RunId != options.RunId && call.RunId.Length > 0 && options.RunId.Length > 0)
            return $"this is run {options.RunId}, not {call.RunId}";
        if (call.Plane == MessagePlane.Bulk) return Of(call) is null ? "its control connection is not known" : null;
        if (_calls.ContainsKey(call.Link)) return "its link is known already";
        return _calls.Count < Limit ? null : "too many others are calling";
    }

    internal void Add(Handshake call, TcpChannel control, Action<PendingCall> expire)
    {
        var pending = new PendingCall(call, control);
        _calls.Add(call.Link, pending);
        pending.Patience = options.Time.CreateTimer(
            _ => expire(pending), null, options.ConnectTimeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Hands the call out; its control connection is the caller's from then on.</summary>
    internal PendingCall? Take(Handshake call)
    {
        PendingCall? pending = Of(call);
        if (pending is null) return null;
        _calls.Remove(pending.Number);
        pending.Patience?.Dispose();
        return pending;
    }

    internal void Remove(PendingCall call)
    {
        if (_calls.GetValueOrDefault(call.Number) != call) return;
        _calls.Remove(call.Number);
        call.Dispose();
    }

    internal void Forget(NodeId peer)
    {
        foreach (PendingCall call in _calls.Values.Where(call => call.Peer == peer).ToArray()) Remove(call);
    }

    internal void ForgetAll()
    {
        foreach (PendingCall call in _calls.Values) call.Dispose();
        _calls.Clear();
    }

    private PendingCall? Of(Handshake call) =>
        _calls.GetValueOrDefault(call.Link) is { } pending && pending.Peer == call.Sender ? pending : null;
}
