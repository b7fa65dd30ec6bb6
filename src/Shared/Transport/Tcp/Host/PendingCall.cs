using Distillery.Messages;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Transport.Tcp.Host;

/// <summary>A link that another one makes, of which the control connection is there and the bulk connection is not.</summary>
internal sealed class PendingCall(Handshake call, TcpChannel control) : IDisposable
{
    internal NodeId Peer => call.Sender;

    internal ulong Number => call.Link;

    internal TcpChannel Control => control;

    /// <summary>Ends the wait for the bulk connection.</summary>
    internal ITimer? Patience { get; set; }

    public void Dispose()
    {
        Patience?.Dispose();
        control.Dispose();
    }
}
