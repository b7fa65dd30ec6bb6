using System.Collections.Concurrent;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Shared.Protocol;
using Distillery.Shared.TensorLinks.Tcp;
using Distillery.Shared.TensorLinks.Tcp.Host;

namespace Distillery.Shared.Tests.TensorLinks.Tcp;

/// <summary>A transport with its listener and its events, admitted to the one run of the tests. Peers on a busy machine may be slow to speak, so the time of
/// loss is long unless a test is about it.</summary>
internal sealed class TcpPeer : IAsyncDisposable
{
    internal const string Secret = "the secret of the run";

    internal TcpPeer(string name, Func<TcpTransportOptions, TcpTransportOptions>? change = null, BufferPool? pool = null)
    {
        Admission.Admit(Secret);
        var options = new TcpTransportOptions
        {
            Self = new NodeId(name),
            Admission = Admission,
            LossAfter = TimeSpan.FromMinutes(1),
            ConnectTimeout = TimeSpan.FromSeconds(30),
            Events = text => Events.Add(text),
        };
        Transport = TcpTransport.Start(change?.Invoke(options) ?? options, Listener, pool);
    }

    internal NodeId Id => Transport.Self;

    internal DataAdmission Admission { get; } = new();

    internal TcpTransport Transport { get; }

    internal RecordingListener Listener { get; } = new();

    internal BlockingCollection<string> Events { get; } = [];

    /// <summary>A message of the data plane that is only a text.</summary>
    internal static FetchRefused Word(string text) => new(default, text);

    internal void ConnectTo(TcpPeer other) => Transport.Connect(other.Id, other.Transport.Address);

    /// <summary>Makes a link and reads what both are told of it.</summary>
    internal void LinkTo(TcpPeer other)
    {
        ConnectTo(other);
        Assert.Equal($"Connected {other.Id}", Listener.NextEvent());
        Assert.Equal($"Connected {Id}", other.Listener.NextEvent());
    }

    internal string NextEvent() =>
        Events.TryTake(out string? next, TimeSpan.FromSeconds(60)) ? next : throw new TimeoutException("no event came");

    public async ValueTask DisposeAsync()
    {
        await Transport.DisposeAsync();
        Listener.Dispose();
    }
}
