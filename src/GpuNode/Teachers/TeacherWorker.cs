using Akka.Actor;
using Distillery.GpuNode.Helpers;
using Distillery.GpuNode.Tensors;
using Distillery.Messages.Helpers;
using Distillery.Shared.Cluster;

namespace Distillery.GpuNode.Teachers;

/// <summary>Queries that are computed together.</summary>
internal sealed record ComputeBatch(long Batch, IReadOnlyList<HelperQuery> Queries);

/// <summary>What came out, to each query in order; null to one that cannot be read.</summary>
internal sealed record BatchComputed(long Batch, IReadOnlyList<HelperAnswer?> Answers);

/// <summary>Computes answers, one batch at a time. Where libtorch computes an answer, it has as many
/// threads as on a rank's own, so that the answer has the bits that it has there.</summary>
/// <param name="torchThreads">Inside one operator; null where libtorch is not used.</param>
internal sealed class TeacherWorker(IHelperService service, int? torchThreads) : UntypedActor
{
    internal static Props Props(IHelperService service, int? torchThreads) =>
        Akka.Actor.Props.Create(() => new TeacherWorker(service, torchThreads)).WithDispatcher(ActorDispatchers.Compute);

    protected override void OnReceive(object message)
    {
        if (message is ComputeBatch order) Sender.Tell(new BatchComputed(order.Batch, Compute(order.Queries)));
        else Unhandled(message);
    }

    private IReadOnlyList<HelperAnswer?> Compute(IReadOnlyList<HelperQuery> queries)
    {
        if (torchThreads is { } threads) TorchRuntime.Threads = threads; // Of this thread, which others use as well.
        return service.Compute(queries);
    }
}
