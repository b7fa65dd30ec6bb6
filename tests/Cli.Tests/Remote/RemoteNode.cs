using Akka.Actor;
using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared.Actors;
using Distillery.Shared.Protocol;

namespace Distillery.Cli.Tests.Remote;

/// <summary>A node that says Hello, and Ready if it is told to, and does nothing that it is asked for.</summary>
internal sealed class RemoteNode
{
    private readonly TaskCompletionSource _welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ControlLinks _links = new(); // Guarded by itself.
    private readonly NodeId _self;
    private readonly IActorRef _actor;
    private readonly IActorRef _coordinator;

    internal RemoteNode(ActorSystem system, IActorRef coordinator, string id, string name)
    {
        (_self, _coordinator) = (new NodeId(id), coordinator);
        _actor = system.ActorOf(Props.Create(() => new Listener(this)));
        _links.Open(NodeId.Coordinator);
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

    private void Send(Message message)
    {
        lock (_links) _coordinator.Tell(new PeerWord(_self, _links.Stamp(NodeId.Coordinator, message)!), _actor);
    }

    private void Hear(PeerWord word)
    {
        lock (_links) _links.Check(NodeId.Coordinator, word.Envelope);
        if (word.Envelope.Message is Welcome) _welcomed.TrySetResult();
        if (word.Envelope.Message is Messages.Generations.Pause) _paused.TrySetResult();
    }

    private sealed class Listener(RemoteNode node) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is PeerWord word) node.Hear(word);
        }
    }
}
