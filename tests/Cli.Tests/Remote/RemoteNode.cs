using Akka.Actor;
using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared.Actors;

namespace Distillery.Cli.Tests.Remote;

/// <summary>A node that says Hello, and Ready if it is told to, and does nothing that it is asked for.</summary>
internal sealed class RemoteNode
{
    private readonly TaskCompletionSource _welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NodeId _self;
    private readonly IActorRef _coordinator;

    internal RemoteNode(ActorSystem system, IActorRef coordinator, string id, string name)
    {
        (_self, _coordinator) = (new NodeId(id), coordinator);
        IActorRef actor = system.ActorOf(Props.Create(() => new Listener(this)));
        coordinator.Tell(new LinkUp(_self), actor);
        Send(new Hello(name, NodeRoles.Student | NodeRoles.Teacher, 1, "10.0.0.7:7701", null, null, Standing));
    }

    /// <summary>The coordinator has admitted it.</summary>
    internal Task Welcomed => _welcomed.Task;

    /// <summary>The coordinator waits for its word that it has paused, which never comes: it holds everything up.</summary>
    internal Task Paused => _paused.Task;

    private static Standing Standing => new(default, AppliedSteps: null, FirstRecord: 0);

    internal void SayReady() => Send(new Ready(
        "any", new RunFacts(9, 3, 69, 4, 100, 1000, 1000, 0.25), Standing, Teacher: 5));

    /// <summary>It lives, and this is how its teacher stands.</summary>
    internal void Tell(TeacherFigures teacher) => Send(new Heartbeat(Standing, []) { Teacher = teacher });

    internal void Fail() => Send(new WorkFailed("the images are damaged", "Bring them back.", IsFatal: true));

    private void Send(Message message) => _coordinator.Tell(new Heard(_self, message));

    private sealed class Listener(RemoteNode node) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Heard { Message: Welcome }) node._welcomed.TrySetResult();
            if (message is Heard { Message: Messages.Generations.Pause }) node._paused.TrySetResult();
        }
    }
}
