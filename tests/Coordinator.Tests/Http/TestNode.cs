using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Shared.Transport;
using Distillery.Shared.Transport.InProcess;

namespace Distillery.Coordinator.Tests.Http;

/// <summary>A node that says Hello and then nothing more: to the coordinator it is loading.</summary>
internal sealed class TestNode : ITransportListener
{
    private readonly TaskCompletionSource<Dismiss> _dismissed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TestNode()
    {
    }

    internal Task<Dismiss> Dismissed => _dismissed.Task;

    /// <summary>Ends when the coordinator has admitted it.</summary>
    internal static async Task<TestNode> JoinAsync(InProcessNetwork network, string id, string name)
    {
        TestNode node = new();
        ITransport transport = network.Register(new NodeId(id), node);
        transport.Connect(NodeId.Coordinator, "");
        Standing standing = new(default, AppliedSteps: null, FirstRecord: 0);
        Hello hello = new(name, NodeRoles.Student | NodeRoles.Data, 1, "10.0.0.7:7701", null, null, standing);
        transport.Send(NodeId.Coordinator, hello);
        await node._welcomed.Task;
        return node;
    }

    public void Connected(NodeId peer)
    {
    }

    public void Received(NodeId peer, Message message)
    {
        if (message is Welcome) _welcomed.TrySetResult();
        if (message is Dismiss dismiss) _dismissed.TrySetResult(dismiss);
    }

    public void Lost(NodeId peer, string reason)
    {
    }
}
