using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Simulation.Network;

namespace Distillery.Simulation.Helpers;

/// <summary>As much of a coordinator as askers need: it tells them who is ready.</summary>
public sealed class SimulatedRoster(HelperWorld world, long term) : SimulatedProcess(NodeId.Coordinator)
{
    private IReadOnlyList<HelperPlace> _places = [];
    private long _revision;

    public long Term => term;

    public void Tell(IReadOnlyList<HelperPlace> places)
    {
        if (places.SequenceEqual(_places)) return;
        _places = places;
        _revision++;
        foreach (NodeId asker in Links.Keys.Order().ToArray()) Send(asker);
    }

    public override void Connected(NodeId peer) => Send(peer);

    public override void Received(NodeId peer, Message message)
    {
        // Nobody has anything to say to it here.
    }

    public override void Lost(NodeId peer, string reason)
    {
        // An asker comes back by itself.
    }

    public override void Tick(long milliseconds)
    {
        // It waits for nothing.
    }

    public override bool IsPast(Message message) => false;

    public override string Describe() => $"term {term} revision {_revision}";

    private void Send(NodeId asker) =>
        world.Network.Send(this, asker, world.Words.Roster(term, _revision, HelperWorld.RightFingerprint, _places));
}
