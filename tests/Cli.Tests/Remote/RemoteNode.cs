using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared.Transport;
using Distillery.Shared.Transport.InProcess;

namespace Distillery.Cli.Tests.Remote;

/// <summary>A node that says Hello, and Ready if it is told to, and does nothing that it is asked for.</summary>
internal sealed class RemoteNode : ITransportListener
{
    private readonly TaskCompletionSource _welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITransport _transport;

    internal RemoteNode(InProcessNetwork network, string id, string name)
    {
        _transport = network.Register(new NodeId(id), this);
        _transport.Connect(NodeId.Coordinator, "");
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

    public void Connected(NodeId peer)
    {
    }

    public void Received(NodeId peer, Message message)
    {
        if (message is Welcome) _welcomed.TrySetResult();
        if (message is Messages.Generations.Pause) _paused.TrySetResult();
    }

    public void Lost(NodeId peer, string reason)
    {
    }

    private void Send(Message message) => _transport.Send(NodeId.Coordinator, message);
}
