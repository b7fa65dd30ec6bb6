using System.Buffers.Binary;
using Distillery.GpuNode.Protocol.Teachers;
using Distillery.Messages;
using Distillery.Messages.Teachers;
using Distillery.Simulation.Checks;
using Distillery.Simulation.Network;

namespace Distillery.Simulation.Teachers;

/// <summary>A node that trains: the production pool, and ranks that ask one query after the other.</summary>
public sealed class SimulatedAsker : SimulatedProcess, ITeacherPoolOutbox
{
    private readonly TeacherWorld _world;
    private readonly TeacherPool _pool;
    private readonly Dictionary<long, (int Rank, byte[] Content)> _waiting = [];
    private readonly int[] _done;
    private readonly ulong _salt;
    private long _numbers;

    public SimulatedAsker(TeacherWorld world, int number) : base(new NodeId($"asker-{number}"))
    {
        _world = world;
        _salt = world.Random.Next();
        _done = new int[world.Scenario.RanksPerAsker];
        _pool = new TeacherPool(Id, this);
        _pool.Use(world.Scenario.Pool);
    }

    public bool IsDone => _done.All(count => count == _world.Scenario.QueriesPerRank);

    public void Begin()
    {
        _world.Network.Connect(this, NodeId.Coordinator);
        for (int rank = 0; rank < _done.Length; rank++) AskNext(rank);
    }

    public override void Connected(NodeId peer) => _pool.Connected(peer);

    public override void Received(NodeId peer, Message message) => _pool.Receive(peer, message);

    public override void Lost(NodeId peer, string reason)
    {
        _pool.Lost(peer);
        if (peer == NodeId.Coordinator)
            _world.Queue.After(100_000, () => Do(() => _world.Network.Connect(this, NodeId.Coordinator)));
    }

    public override void Tick(long milliseconds) => _pool.Tick(milliseconds);

    public override bool IsPast(Message message) => false;

    public override string Describe() => $"{_pool.OpenCount} open, {_pool.ReachableCount} teachers, done [{string.Join(' ', _done)}]";

    public void Connect(NodeId teacher, string address) => _world.Network.Connect(this, teacher);

    public void Send(NodeId teacher, TeacherQuery query, QuerySending why) => _world.Network.Send(this, teacher, query);

    /// <summary>T1: once for each query. T2: with the one right answer, whoever gave it.</summary>
    public void Answered(long query, Payload logits)
    {
        Checkers.Require(_waiting.Remove(query, out (int Rank, byte[] Content) asked), $"T1: query {query} of {Id} is answered again");
        Checkers.Require(
            logits.Bytes.Span.SequenceEqual(TeacherWorld.AnswerTo(asked.Content, TeacherWorld.RightTeacher)),
            $"T2: query {query} of {Id} has another answer than it would have had from another teacher");
        _world.Trace.Add(_world.Queue.Now, $"{Id} has the answer to {query}");
        _done[asked.Rank]++;
        if (_done[asked.Rank] == _world.Scenario.QueriesPerRank) return;
        _world.Queue.After(_world.Random.Between(100, 20_000), () => Do(() => AskNext(asked.Rank)));
    }

    public void Ignored(NodeId sender, Message message, string reason) =>
        _world.Trace.Add(_world.Queue.Now, $"{Id} ignores {MessageText.Of(message)} of {sender}: {reason}");

    public void Tell(string text) => _world.Trace.Add(_world.Queue.Now, $"{Id}: {text}");

    private void AskNext(int rank)
    {
        long number = ++_numbers;
        byte[] content = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(content, _salt + (ulong)number);
        _waiting.Add(number, (rank, content));
        _pool.Ask(
            new TeacherQuery(number, 0, 2, 2, IsMixed: false, IsRowByRow: false, new MemoryPayload(content)),
            sizeof(ulong));
    }
}
