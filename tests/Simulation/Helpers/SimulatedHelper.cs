using Distillery.GpuNode.Protocol.Helpers;
using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Simulation.Network;

namespace Distillery.Simulation.Helpers;

/// <summary>A node that helps: the production desk, and a computation that takes a while, or for ever.</summary>
public sealed class SimulatedHelper : SimulatedProcess, IHelperDeskOutbox
{
    private readonly HelperWorld _world;
    private readonly HelperDesk _desk;
    private readonly ulong _fingerprint;

    public SimulatedHelper(HelperWorld world, NodeId id, ulong fingerprint) : base(id)
    {
        (_world, _fingerprint) = (world, fingerprint);
        _desk = new HelperDesk(this);
    }

    public bool IsLoaded { get; private set; }

    /// <summary>Whether it has what the run is about.</summary>
    public bool IsRight => _fingerprint == HelperWorld.RightFingerprint;

    /// <summary>How much slower than others it computes.</summary>
    public int Slowness { get; set; } = 1;

    /// <summary>What it is asked to compute never comes to an end, though the process lives.</summary>
    public bool Hangs { get; set; }

    public void Load()
    {
        IsLoaded = true;
        _desk.Open(_fingerprint, _world.Scenario.Desk);
    }

    public override void Connected(NodeId peer)
    {
        // Askers speak first.
    }

    public override void Received(NodeId peer, Message message)
    {
        if (message is HelperQuery query) _desk.Receive(peer, query);
    }

    public override void Lost(NodeId peer, string reason) => _desk.Lost(peer);

    public override void Tick(long milliseconds) => _desk.Tick(milliseconds);

    public override bool IsPast(Message message) => false;

    public override string Describe() => $"{_desk.WaitingCount} wait, {_desk.ComputingCount} computed";

    public void Send(NodeId asker, Message message) => _world.Network.Send(this, asker, message);

    public void Compute(long batch, IReadOnlyList<HelperQuery> queries)
    {
        if (Hangs) return;
        HelperAnswer?[] answers = [.. queries.Select(query => _world.Words.Answer(
            query.Query, HelperWorld.AnswerTo(query.Payload.Bytes.Span, _fingerprint)))];
        int milliseconds = _world.Scenario.ComputeMilliseconds * Slowness;
        _world.Queue.After(_world.Random.Between(100, milliseconds * 1_000), () => Do(() => _desk.Done(batch, answers)));
    }

    public void Ignored(NodeId sender, Message message, string reason) =>
        _world.Trace.Add(_world.Queue.Now, $"{Id} ignores {MessageText.Of(message)} of {sender}: {reason}");
}
