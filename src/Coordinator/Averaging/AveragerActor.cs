using Akka.Actor;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Shared.Cluster;

namespace Distillery.Coordinator.Averaging;

/// <summary>All ranks' parts of a slice are here.</summary>
internal sealed record AverageSlice(Generation Generation, long Step, int Slice, IReadOnlyList<SlicePart> Parts);

/// <summary>Their average.</summary>
internal sealed record SliceAveraged(SliceAverage Average);

/// <summary>Adds slices up where the coordinator averages for all nodes, and tells its parent of each average.</summary>
internal sealed class AveragerActor(CoordinatorAverager averager) : UntypedActor
{
    internal static Props Props(CoordinatorAverager averager) =>
        Akka.Actor.Props.Create(() => new AveragerActor(averager)).WithDispatcher(ActorDispatchers.Compute);

    protected override void OnReceive(object message)
    {
        if (message is not AverageSlice order) Unhandled(message);
        else if (averager.Average(order.Generation, order.Step, order.Slice, order.Parts) is { } average)
            Context.Parent.Tell(new SliceAveraged(average));
    }
}
