using Distillery.GpuNode.Data;
using Distillery.GpuNode.Data.Answering;
using Distillery.GpuNode.Data.Asking;
using Distillery.GpuNode.Protocol.Helpers;
using Distillery.GpuNode.Telemetry;
using Distillery.Messages.Membership;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Work;

/// <summary>What a loaded run needs to have data nodes prepare its batches, and to be one.</summary>
internal static class SampleParts
{
    // One piece that is prepared by all threads, the next one, and two on the wire; each is memory at the data node.
    private const int MostOutstanding = 4;

    // Queries that wait are small, and each asker has few: more than these is somebody who does not keep the limits.
    private const int MostWaiting = 1024;

    // A piece takes tenths of a second where images are large; a node that has not answered by then hangs or is overloaded.
    private const long HedgeAfterMilliseconds = 1_000;

    // Then no data node is in time, and the asker's own cores wait for nothing.
    private const long HandBackAfterMilliseconds = 2_000;

    /// <summary>Who prepares the batches of this node's ranks: itself, where that is its role.</summary>
    internal static IBatchPreparation PreparationFor(RunConfig config, DataSources data, NodeWorkOptions options)
    {
        if (options.Roles.HasFlag(NodeRoles.Data) || options.DataNodes is not { } nodes)
            return new LocalPreparation(data.Training, config.Seed);
        nodes.Use(new HelperPoolLimits(MostOutstanding, HedgeAfterMilliseconds, HandBackAfterMilliseconds));
        return new FetchedPreparation(nodes, data.Training, config.Seed);
    }

    /// <summary>Lets others ask this process for prepared images, if that is its role.</summary>
    /// <param name="workers">Queries that are prepared side by side.</param>
    /// <returns>The fingerprint of what the images become.</returns>
    internal static ulong Serve(RunConfig config, DataSources data, NodeWorkOptions options, int workers)
    {
        ulong fingerprint = DataFingerprint.Of(data.Training);
        if (!options.Roles.HasFlag(NodeRoles.Data)) return fingerprint;
        HelperDeskLimits limits = new(MostWaiting, workers, BatchImages: 1, DelayMilliseconds: 0, Mixes: false);
        MeteredService service = new(new SampleService(data.Training, config.Seed), options.Meters!.Ledger);
        options.DataNodes?.Serve(service, fingerprint, limits, torchThreads: null);
        return fingerprint;
    }
}
