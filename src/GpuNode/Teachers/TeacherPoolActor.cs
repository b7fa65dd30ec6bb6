using Akka.Actor;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Protocol.Helpers;
using Distillery.GpuNode.Work;
using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Shared.Actors;
using Distillery.Shared.Cluster;
using Distillery.Shared.TensorLinks;

namespace Distillery.GpuNode.Teachers;

/// <summary>Send a query to whichever teacher is best.</summary>
internal sealed record AskTeacher(HelperQuery Query, int AnswerBytes);

/// <summary>Nobody waits for the answer any more.</summary>
internal sealed record GiveUpQuery(long Query);

/// <summary>Ask within these limits from now on.</summary>
internal sealed record UseLimits(HelperPoolLimits Limits);

/// <summary>Sends the queries of this node's ranks to the least loaded teacher, and again where one is lost or late: carries a
/// <see cref="HelperPool"/>.</summary>
internal sealed class TeacherPoolActor : MachineActor, IHelperPoolOutbox
{
    private readonly TeacherDoor _door;
    private readonly ITransport _transport;
    private readonly Action<string> _tell;
    private readonly HelperPool _pool;

    public TeacherPoolActor(NodeParts parts, string name, TeacherDoor door) : base(parts.Time, parts.State.StartTimestamp)
    {
        (_door, _transport, _tell) = (door, parts.Transport, parts.Tell);
        _pool = door.Asking ??= new HelperPool(parts.Self, name, this);
        _pool.CarryOn(this);
    }

    /// <param name="name">What people call whom it asks: teacher, data node.</param>
    internal static Props Props(NodeParts parts, string name, TeacherDoor door) =>
        Akka.Actor.Props.Create(() => new TeacherPoolActor(parts, name, door)).WithDispatcher(ActorDispatchers.Control);

    protected override void TellBroken(Exception failure) => Context.Parent.Tell(new WorkBroken(WorkFailures.Of(failure)));

    protected override void Tick(long milliseconds) => _pool.Tick(milliseconds);

    protected override bool TryHandle(object message)
    {
        switch (message)
        {
            case AskTeacher ask: _pool.Ask(ask.Query, ask.AnswerBytes); break;
            case GiveUpQuery given: _pool.GiveUp(given.Query); break;
            case UseLimits use: _pool.Use(use.Limits); break;
            case LinkUp up: _pool.Connected(up.Peer); break;
            case LinkDown down: _pool.Lost(down.Peer); break;
            case Heard { Message: HelperMessage word } heard: Receive(heard.Peer, word); break;
            default: return false;
        }
        return true;
    }

    void IHelperPoolOutbox.Connect(NodeId helper, string address) => _transport.Connect(helper, address);

    void IHelperPoolOutbox.Send(NodeId helper, HelperQuery query, QuerySending why)
    {
        _door.CountSent(query, why);
        _transport.Send(helper, query);
    }

    void IHelperPoolOutbox.Answered(HelperAnswer answer) => _door.Complete(answer);

    void IHelperPoolOutbox.HandedBack(long query) => _door.HandBack(query);

    void IHelperPoolOutbox.Ignored(NodeId sender, Message message, string reason)
    {
        // A second answer, or one that came after the query was given up.
    }

    void IHelperPoolOutbox.Tell(string text) => _tell(text);

    private void Receive(NodeId sender, HelperMessage word)
    {
        _door.Count(word);
        _pool.Receive(sender, word);
        if (_pool.Fingerprint is { } fingerprint) _door.Know(fingerprint);
    }
}
