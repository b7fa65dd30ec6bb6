using Distillery.Cli.Runs;
using Distillery.GpuNode.Training;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Cluster;

/// <summary>Carries one run out, on however many processes.</summary>
internal interface IRunCluster
{
    /// <summary>Trains to the end, or until it is stopped; either way everything is saved.</summary>
    /// <returns>The summary, which is also in the run folder: completed or interrupted.</returns>
    /// <exception cref="UserErrorException">Data, teacher or student are not as configured.</exception>
    /// <exception cref="RunFailedException">The run cannot go on.</exception>
    /// <exception cref="DiskFullException">No room; the newest checkpoint is whole.</exception>
    RunSummary Train(MethodRun run, CancellationToken stop);
}
