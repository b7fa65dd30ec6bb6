using Distillery.Messages;
using Distillery.Shared.TensorLinks;

namespace Distillery.GpuNode.Tests;

/// <summary>Remembers what it is told to send, and connects nobody.</summary>
internal sealed class RecordingTransport(NodeId self) : ITransport
{
    public NodeId Self => self;

    public string Address => "10.0.0.1:7701";

    internal List<(NodeId To, Message Message)> Sent { get; } = [];

    internal List<(NodeId Peer, string Address)> Connected { get; } = [];

    public void Connect(NodeId peer, string address) => Connected.Add((peer, address));

    public void Send(NodeId peer, Message message) => Sent.Add((peer, message));

    public void Disconnect(NodeId peer)
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
