using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Record;
using Distillery.Coordinator.Telemetry;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;
using Distillery.Shared.TensorLinks;

namespace Distillery.Coordinator;

/// <summary>What a coordinator's actor works with. All of it is there before the actor, and whoever made it disposes it after
/// the actor has ended.</summary>
internal sealed record CoordinatorParts
{
    internal required RunConfig Config { get; init; }

    internal required CoordinatorSettings Settings { get; init; }

    internal required CoordinatorFolder Folder { get; init; }

    internal required CheckpointStore Checkpoints { get; init; }

    internal required RunRecordOptions Recording { get; init; }

    /// <summary>Told of the run, by the actor alone.</summary>
    internal required RecordedEvents Observer { get; init; }

    internal required RunMeters Meters { get; init; }

    /// <summary>Its end of the data plane; null where nothing for that plane comes here from another process.</summary>
    internal required ITransport? Transport { get; init; }

    /// <summary>What nodes show on the data plane, once they are admitted.</summary>
    internal required string DataSecret { get; init; }

    /// <summary>Where it answers over HTTP, as a URL; empty while it does not.</summary>
    internal required Func<string> HttpAddress { get; init; }

    internal required TimeProvider Time { get; init; }

    /// <summary>Gets the run's end, or what the coordinator cannot go on after.</summary>
    internal required TaskCompletionSource<RunEnd> Ended { get; init; }

    /// <summary>Gets what is to be disposed once nothing is on its way to a node any more.</summary>
    internal required Action<IDisposable> DisposeLater { get; init; }
}
