using Distillery.GpuNode.Protocol.Teachers;
using Distillery.Messages;
using Distillery.Messages.Teachers;
using Distillery.Simulation.Network;

namespace Distillery.Simulation.Teachers;

/// <summary>A node that teaches: the production desk, and a computation that takes a while, or for ever.</summary>
public sealed class SimulatedTeacher : SimulatedProcess, ITeacherDeskOutbox
{
    private readonly TeacherWorld _world;
    private readonly TeacherDesk _desk;
    private readonly ulong _teacher;

    public SimulatedTeacher(TeacherWorld world, NodeId id, ulong teacher) : base(id)
    {
        (_world, _teacher) = (world, teacher);
        _desk = new TeacherDesk(this);
    }

    public bool IsLoaded { get; private set; }

    /// <summary>Whether it has the teacher that the run is about.</summary>
    public bool IsRight => _teacher == TeacherWorld.RightTeacher;

    /// <summary>How much slower than others it computes.</summary>
    public int Slowness { get; set; } = 1;

    /// <summary>What it is asked to compute never comes to an end, though the process lives.</summary>
    public bool Hangs { get; set; }

    public void Load()
    {
        IsLoaded = true;
        _desk.Open(_teacher, _world.Scenario.Desk);
    }

    public override void Connected(NodeId peer)
    {
        // Askers speak first.
    }

    public override void Received(NodeId peer, Message message)
    {
        if (message is TeacherQuery query) _desk.Receive(peer, query);
    }

    public override void Lost(NodeId peer, string reason) => _desk.Lost(peer);

    public override void Tick(long milliseconds) => _desk.Tick(milliseconds);

    public override bool IsPast(Message message) => false;

    public override string Describe() => $"{_desk.WaitingCount} wait, {_desk.ComputingCount} computed";

    public void Send(NodeId asker, Message message) => _world.Network.Send(this, asker, message);

    public void Compute(long batch, IReadOnlyList<TeacherQuery> queries)
    {
        if (Hangs) return;
        Payload?[] answers = [.. queries.Select(query =>
            (Payload)new MemoryPayload(TeacherWorld.AnswerTo(query.Payload.Bytes.Span, _teacher)))];
        int milliseconds = _world.Scenario.ComputeMilliseconds * Slowness;
        _world.Queue.After(_world.Random.Between(100, milliseconds * 1_000), () => Do(() => _desk.Done(batch, answers)));
    }

    public void Ignored(NodeId sender, Message message, string reason) =>
        _world.Trace.Add(_world.Queue.Now, $"{Id} ignores {MessageText.Of(message)} of {sender}: {reason}");
}
