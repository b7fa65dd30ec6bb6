using System.Buffers.Binary;
using Distillery.GpuNode.Protocol.Helpers;
using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Simulation.Checks;
using Distillery.Simulation.Network;

namespace Distillery.Simulation.Helpers;

/// <summary>A node that trains: the production pool, and ranks that ask as soon as they have an answer.</summary>
public sealed class SimulatedAsker : SimulatedProcess, IHelperPoolOutbox
{
    private const long SlackMicroseconds = 100_000; // Time comes in ticks, and a broken link is noticed at one.

    private readonly HelperWorld _world;
    private readonly HelperPool _pool;
    private readonly SortedDictionary<long, Question> _waiting = [];
    private readonly int[] _asked;
    private readonly int[] _done;
    private readonly ulong _salt;
    private long _numbers;
    private long _longestMicroseconds; // From a question to its answer.

    private sealed record Question(int Rank, byte[] Content, long AskedAt);

    public SimulatedAsker(HelperWorld world, int number) : base(new NodeId($"asker-{number}"))
    {
        _world = world;
        _salt = world.Random.Next();
        (_asked, _done) = (new int[world.Scenario.RanksPerAsker], new int[world.Scenario.RanksPerAsker]);
        _pool = new HelperPool(Id, world.Words.Name, this);
        _pool.Use(world.Scenario.Pool);
    }

    public bool IsDone => _done.All(count => count == _world.Scenario.QueriesPerRank);

    public void Begin()
    {
        _world.Network.Connect(this, NodeId.Coordinator);
        for (int rank = 0; rank < _done.Length; rank++)
        {
            for (int i = 0; i < _world.Scenario.QueriesAtOnce; i++) AskNext(rank);
        }
    }

    public override void Connected(NodeId peer) => _pool.Connected(peer);

    public override void Received(NodeId peer, Message message) => _pool.Receive(peer, message);

    public override void Lost(NodeId peer, string reason)
    {
        _pool.Lost(peer);
        if (peer == NodeId.Coordinator)
            _world.Queue.After(100_000, () => Do(() => _world.Network.Connect(this, NodeId.Coordinator)));
    }

    public override void Tick(long milliseconds)
    {
        _pool.Tick(milliseconds);
        if (_world.Scenario.Pool.HandBackAfterMilliseconds is { } patience) RequireHandedBack(patience * 1_000);
    }

    public override bool IsPast(Message message) => false;

    public override string Describe() => $"{_pool.OpenCount} open, {_pool.ReachableCount} helpers, done [{string.Join(' ', _done)}]";

    public void Connect(NodeId helper, string address) => _world.Network.Connect(this, helper);

    public void Send(NodeId helper, HelperQuery query, QuerySending why) => _world.Network.Send(this, helper, query);

    /// <summary>T1: once for each query. T2: with the one right answer, whoever gave it.</summary>
    public void Answered(HelperAnswer answer)
    {
        Question asked = Take(answer.Query);
        Checkers.Require(
            answer.Payload.Bytes.Span.SequenceEqual(HelperWorld.AnswerTo(asked.Content, HelperWorld.RightFingerprint)),
            $"T2: query {answer.Query} of {Id} has another answer than it would have had from another helper");
        _world.Trace.Add(_world.Queue.Now, $"{Id} has the answer to {answer.Query}");
        _longestMicroseconds = Math.Max(_longestMicroseconds, _world.Queue.Now - asked.AskedAt);
        Finish(asked.Rank, _world.Random.Between(100, 20_000));
    }

    /// <summary>The asker does the work itself, which takes longer.</summary>
    public void HandedBack(long query)
    {
        Question asked = Take(query);
        _world.Trace.Add(_world.Queue.Now, $"{Id} does {query} itself");
        Finish(asked.Rank, _world.Random.Between(1_000, 2_000 * _world.Scenario.ComputeMilliseconds));
    }

    public void Ignored(NodeId sender, Message message, string reason) =>
        _world.Trace.Add(_world.Queue.Now, $"{Id} ignores {MessageText.Of(message)} of {sender}: {reason}");

    public void Tell(string text) => _world.Trace.Add(_world.Queue.Now, $"{Id}: {text}");

    private Question Take(long query)
    {
        Checkers.Require(_waiting.Remove(query, out Question? asked), $"T1: query {query} of {Id} is answered again");
        return asked!;
    }

    private void Finish(int rank, int microseconds)
    {
        _done[rank]++;
        _world.Queue.After(microseconds, () => Do(() => AskNext(rank)));
    }

    /// <summary>T4: an asker that can do the work itself does not wait for long, and with nobody left to help it, not at
    /// all.</summary>
    private void RequireHandedBack(long patienceMicroseconds)
    {
        long allowed = Math.Max(patienceMicroseconds, HelperPoolLimits.LateFactor * _longestMicroseconds) + SlackMicroseconds;
        bool isAlone = _world.Queue.Now - _world.AloneSince > HelperScenario.LossAfterMicroseconds + SlackMicroseconds;
        foreach ((long query, Question asked) in _waiting)
        {
            long waited = _world.Queue.Now - asked.AskedAt;
            Checkers.Require(waited <= allowed && !isAlone, $"T4: query {query} of {Id} waits for {waited} microseconds");
        }
    }

    private void AskNext(int rank)
    {
        if (_asked[rank] == _world.Scenario.QueriesPerRank) return;
        _asked[rank]++;
        long number = ++_numbers;
        byte[] content = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(content, _salt + (ulong)number);
        _waiting.Add(number, new Question(rank, content, _world.Queue.Now));
        _pool.Ask(_world.Words.Query(number, content), sizeof(ulong));
    }
}
