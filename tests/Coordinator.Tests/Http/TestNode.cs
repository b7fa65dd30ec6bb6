using Akka.Actor;
using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Shared.Actors;
using Distillery.Shared.Protocol;

namespace Distillery.Coordinator.Tests.Http;

/// <summary>A node that says Hello and then nothing more: to the coordinator it is loading.</summary>
internal sealed class TestNode
{
    private readonly TaskCompletionSource<Dismiss> _dismissed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TestNode()
    {
    }

    internal Task<Dismiss> Dismissed => _dismissed.Task;

    /// <summary>Ends when the coordinator has admitted it.</summary>
    internal static async Task<TestNode> JoinAsync(ActorSystem system, IActorRef coordinator, string id, string name)
    {
        TestNode node = new();
        ControlLinks links = new();
        links.Open(NodeId.Coordinator);
        Standing standing = new(default, AppliedSteps: null, FirstRecord: 0);
        Hello hello = new(name, NodeRoles.Student | NodeRoles.Data, 1, "10.0.0.7:7701", null, null, standing);
        coordinator.Tell(
            new PeerWord(new NodeId(id), links.Stamp(NodeId.Coordinator, hello)!), system.ActorOf(Props.Create(() => new Listener(node))));
        await node._welcomed.Task;
        return node;
    }

    private sealed class Listener(TestNode node) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is PeerWord { Envelope.Message: Welcome }) node._welcomed.TrySetResult();
            if (message is PeerWord { Envelope.Message: Dismiss dismiss }) node._dismissed.TrySetResult(dismiss);
        }
    }
}
