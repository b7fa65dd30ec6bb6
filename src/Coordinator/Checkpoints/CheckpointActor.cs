using Akka.Actor;
using Distillery.Shared;
using Distillery.Shared.Cluster;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Checkpoints;

/// <summary>A folder that a node has written shall be the newest checkpoint.</summary>
internal sealed record PublishCheckpoint(long Step, string Folder);

/// <summary>It is.</summary>
internal sealed record CheckpointPublished(long Step);

/// <summary>It cannot be.</summary>
internal sealed record CheckpointNotPublished(long Step, string Problem);

/// <summary>Makes checkpoints of the folders that nodes have written, one at a time, and tells its parent of each.</summary>
internal sealed class CheckpointActor(CheckpointStore store, string checkpointsPath) : UntypedActor
{
    internal static Props Props(CheckpointStore store, string checkpointsPath) =>
        Akka.Actor.Props.Create(() => new CheckpointActor(store, checkpointsPath)).WithDispatcher(ActorDispatchers.Blocking);

    protected override void OnReceive(object message)
    {
        if (message is PublishCheckpoint order) Context.Parent.Tell(Publish(order));
        else Unhandled(message);
    }

    private object Publish(PublishCheckpoint order)
    {
        try
        {
            if (Directory.Exists(Path.Combine(checkpointsPath, order.Folder))) store.Publish(order.Step, order.Folder);
            else CheckpointReader.OpenStep(checkpointsPath, order.Step); // It was told again.
            return new CheckpointPublished(order.Step);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException
            or UserErrorException)
        {
            return new CheckpointNotPublished(order.Step, problem.Message);
        }
    }
}
