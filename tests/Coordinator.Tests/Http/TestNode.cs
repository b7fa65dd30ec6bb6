using Akka.Actor;
using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Shared.Actors;

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
        NodeId self = new(id);
        coordinator.Tell(new LinkUp(self), system.ActorOf(Props.Create(() => new Listener(node))));
        Standing standing = new(default, AppliedSteps: null, FirstRecord: 0);
        Hello hello = new(name, NodeRoles.Student | NodeRoles.Data, 1, "10.0.0.7:7701", null, null, standing);
        coordinator.Tell(new Heard(self, hello));
        await node._welcomed.Task;
        return node;
    }

    private sealed class Listener(TestNode node) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Heard { Message: Welcome }) node._welcomed.TrySetResult();
            if (message is Heard { Message: Dismiss dismiss }) node._dismissed.TrySetResult(dismiss);
        }
    }
}
