using Akka.Actor;
using Distillery.GpuNode.Protocol;
using Distillery.Messages;
using Distillery.Shared;
using Distillery.Shared.Actors;
using Distillery.Shared.Cluster;
using Distillery.Shared.TensorLinks;

namespace Distillery.Cli.Bench.Averaging;

/// <summary>What a coordinator would say, one message after the other, each behind what the work has to say of the one
/// before.</summary>
/// <param name="Messages">At least one.</param>
internal sealed record Play(IReadOnlyList<Message> Messages);

/// <summary>Let so many rounds pass.</summary>
/// <param name="Done">Called when the average of the last one is here and applied.</param>
internal sealed record AverageRounds(int Rounds, Action Done);

/// <summary>Carries a node's own machine, with a coordinator that is only played.</summary>
internal sealed class AveragingActor : MachineActor, INodeOutbox
{
    private readonly AveragingNodeWork _work;
    private readonly ITransport _transport;
    private readonly Action<Exception> _failed;
    private readonly NodeMachine _machine;

    /// <param name="failed">Gets the first failure.</param>
    public AveragingActor(NodeProfile profile, AveragingNodeWork work, ITransport transport, Action<Exception> failed)
        : base(TimeProvider.System)
    {
        (_work, _transport, _failed) = (work, transport, failed);
        _machine = new NodeMachine(transport.Self, profile, this, work);
        _machine.Connected(NodeId.Coordinator);
    }

    internal static Props Props(NodeProfile profile, AveragingNodeWork work, ITransport transport, Action<Exception> failed) =>
        Akka.Actor.Props.Create(() => new AveragingActor(profile, work, transport, failed)).WithDispatcher(ActorDispatchers.Control);

    protected override void TellBroken(Exception failure) => _failed(failure);

    protected override void Tick(long milliseconds)
    {
        // For the machine no time passes: the coordinator is played, and nobody is silent.
    }

    protected override bool TryHandle(object message)
    {
        switch (message)
        {
            case WorkOutcome outcome: _machine.Complete(outcome); break;
            case LinkUp: break;
            case LinkDown down: throw new InvariantException($"lost {down.Peer}: {down.Reason}");
            case Heard heard: _machine.Receive(heard.Peer, heard.Message); break;
            case AverageRounds order: _work.Begin(order.Rounds, order.Done); break;
            case Play play:
                _machine.Receive(NodeId.Coordinator, play.Messages[0]);
                if (play.Messages.Count > 1) Self.Tell(new Play([.. play.Messages.Skip(1)]));
                break;
            default: return false;
        }
        return true;
    }

    void INodeOutbox.Connect(NodeId peer, string address)
    {
        if (peer != NodeId.Coordinator) _transport.Connect(peer, address);
    }

    void INodeOutbox.Disconnect(NodeId peer) => _transport.Disconnect(peer);

    void INodeOutbox.Send(NodeId to, Message message)
    {
        if (to != NodeId.Coordinator) _transport.Send(to, message);
    }

    void INodeOutbox.Ignored(NodeId sender, Message message, string reason) =>
        throw new InvariantException($"{message} of {sender} is ignored: {reason}");

    void INodeOutbox.Tell(string text)
    {
    }

    void INodeOutbox.Exit(NodeExit exit) => throw new InvariantException(exit.Text);
}
