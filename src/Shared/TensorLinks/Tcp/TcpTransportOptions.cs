using Distillery.Messages;
using Distillery.Shared.Protocol;

namespace Distillery.Shared.TensorLinks.Tcp;

/// <summary>How a <see cref="Host.TcpTransport"/> talks to others.</summary>
public sealed record TcpTransportOptions
{
    /// <summary>The name under which the others know this process.</summary>
    public required NodeId Self { get; init; }

    /// <summary>HOST:PORT to listen on; port 0 takes a free one.</summary>
    public string Listen { get; init; } = "127.0.0.1:0";

    /// <summary>Whom this process takes calls from, and what it calls with. It may be admitted later: until then it takes no call
    /// and makes none.</summary>
    public required DataAdmission Admission { get; init; }

    /// <summary>The silence after which a peer counts as lost.</summary>
    public TimeSpan LossAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a peer has to accept a connection and to say who it is.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Encrypts all connections, and turns away who has no certificate of the same authority; null for plain
    /// ones.</summary>
    public TlsIdentity? Tls { get; init; }

    /// <summary>Payloads in a <see cref="Memory.SharedRegion"/> go to processes of the same machine without being copied.
    /// A receiver asks <see cref="Payload.IsIntact"/> after it has used such a payload.</summary>
    public bool SharesMemory { get; init; } = true;

    /// <summary>Told, in a sentence, what is no peer's loss: strangers who were turned away, messages that a newer version
    /// sent.</summary>
    public Action<string> Events { get; init; } = _ => { };

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
