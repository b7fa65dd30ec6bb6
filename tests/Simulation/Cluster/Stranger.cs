using Distillery.GpuNode.Protocol;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Shared.Averaging;
using Distillery.Simulation.Network;

namespace Distillery.Simulation.Cluster;

/// <summary>A process that no coordinator has admitted. It knows all about the run but the secret, and has contributions of its own
/// to the present step.</summary>
public sealed class Stranger(World world, NodeId victim) : SimulatedProcess(new NodeId("stranger"))
{
    public override string? RefusalOf(SimulatedProcess dialer) => "it takes no calls";

    public override void Connected(NodeId peer)
    {
        if (world.Find(victim) is not { Machine: { Phase: NodePhase.Running, AppliedSteps: { } step } machine }) return;
        Generation generation = machine.Generation;
        byte[] zeros = new byte[sizeof(float) * world.Training.Shape.SliceLength];
        foreach (RankSpan ranks in world.Journal.Begun[^1].Placement.Members
            .SelectMany(member => RankTree.Subtrees(member.Ranks, world.Plan.RankCount)))
        {
            for (int slice = 0; slice < world.Training.Shape.GradientSlices; slice++)
            {
                world.Network.Send(this, peer, new SlicePart(generation, step, slice, ranks, new MemoryPayload(zeros)));
                world.Network.Send(this, peer, new SlicePart(generation, step + 1, slice, ranks, new MemoryPayload(zeros)));
            }
        }
    }

    public override void Received(NodeId peer, Message message)
    {
        // Whatever it hears, it has no part in it.
    }

    public override void Lost(NodeId peer, string reason) => world.Journal.RefusedStrangers += reason.Contains("admitted", StringComparison.Ordinal) ? 1 : 0;

    public override void Tick(long milliseconds)
    {
        // It waits for nothing.
    }

    public override bool IsPast(Message message) => false;

    public override string Describe() => "a stranger";
}
