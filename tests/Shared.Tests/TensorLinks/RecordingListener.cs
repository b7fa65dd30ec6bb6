using System.Collections.Concurrent;
using Distillery.Messages;
using Distillery.Shared.TensorLinks;

namespace Distillery.Shared.Tests.TensorLinks;

/// <summary>Keeps what it is told and lets a test wait for it. The waits are generous: on a busy machine an event may take
/// seconds, and only one that never comes shall fail a test.</summary>
internal sealed class RecordingListener : ITransportListener, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly BlockingCollection<string> _events = [];
    private readonly BlockingCollection<Message> _messages = [];

    /// <summary>Of <see cref="Connected"/> and <see cref="Lost"/>, "Connected PEER" or "Lost PEER: REASON".</summary>
    internal string NextEvent() =>
        _events.TryTake(out string? next, Patience) ? next : throw new TimeoutException($"no event came; {Rest}");

    internal Message NextMessage() =>
        _messages.TryTake(out Message? next, Patience) ? next : throw new TimeoutException($"no message came; {Rest}");

    internal T Next<T>() where T : Message => Assert.IsType<T>(NextMessage());

    private string Rest => $"left: {string.Join("; ", _events)} {string.Join("; ", _messages.Select(m => m.GetType().Name))}";

    internal int MessageCount => _messages.Count;

    internal bool HasNothing => _events.Count == 0 && _messages.Count == 0;

    /// <summary>Where payloads shall go; null for wherever the transport likes.</summary>
    internal Func<NodeId, Message, ReceivedPayload?>? Place { get; set; }

    public ReceivedPayload? PlaceFor(NodeId peer, Message message, int byteCount) => Place?.Invoke(peer, message);

    public void Connected(NodeId peer) => _events.Add($"Connected {peer}");

    public void Received(NodeId peer, Message message) => _messages.Add(message);

    public void Lost(NodeId peer, string reason) => _events.Add($"Lost {peer}: {reason}");

    public void Dispose()
    {
        _events.Dispose();
        _messages.Dispose();
    }
}
