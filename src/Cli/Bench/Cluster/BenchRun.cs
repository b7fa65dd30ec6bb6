using Distillery.Cli.Cluster;
using Distillery.Coordinator;
using Distillery.Coordinator.Leading;
using Distillery.Coordinator.Observation;
using Distillery.Shared.Cluster.Leading;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Bench.Cluster;

/// <summary>A configuration for a benchmark, and run folders that are gone afterwards.</summary>
internal sealed class BenchRun : IDisposable
{
    /// <summary>The configuration that benchmarks of a cluster train where no other is named.</summary>
    internal const string ClusterConfig = "examples/bench-cluster.yaml";

    // Steps are told soon after they are applied, and nothing but steps happens while they are counted.
    private static readonly string[] Settings =
    [
        "cluster.heartbeat_seconds=0.01", "evaluate.every_epochs=1000000", "checkpoint.every_steps=1000000",
        "telemetry.tensorboard=false",
    ];

    private readonly string _root = Directory.CreateTempSubdirectory("distill-bench-").FullName;
    private int _folders;

    private BenchRun(RunConfig config) => Config = config;

    internal RunConfig Config { get; }

    /// <param name="settings">key=value, over the configuration's.</param>
    /// <exception cref="Distillery.Shared.UserErrorException">It cannot be read.</exception>
    internal static BenchRun Load(string config, params IReadOnlyList<string> settings) =>
        new(ConfigLoader.Load(config, [.. Settings, .. settings]).ForMethod(0));

    internal RunFolder OpenFolder() => RunFolder.Open(Path.Combine(_root, $"run-{_folders++}"));

    /// <summary>A coordinator on loopback, in a folder of its own, that founds a cluster.</summary>
    internal Task<ClusterCoordinator> StartCoordinatorAsync(CoordinatorSettings settings, IRunObserver observer, TimeProvider time)
    {
        ClusterPlace place = ClusterPlace.Loopback;
        return ClusterCoordinator.StartAsync(
            new RunFolderClaim(OpenFolder()), Config, place,
            (folder, actors) => new LedRun(LedRuns.Begin(folder, actors, Config, settings, place, observer, time), face: null), time);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
