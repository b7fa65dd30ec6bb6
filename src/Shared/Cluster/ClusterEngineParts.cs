using Akka.Actor.Setup;
using Akka.Hosting;
using Distillery.Shared.TensorLinks.Tcp;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Distillery.Shared.Cluster;

/// <summary>What an engine runs, and whom it tells.</summary>
public sealed record ClusterEngineParts
{
    /// <summary>Starts the process's actors; once for each ActorSystem, so their state lives elsewhere.</summary>
    public required Action<AkkaConfigurationBuilder> Actors { get; init; }

    /// <summary>Objects of the process that actors and plugins of each ActorSystem find there by their type.</summary>
    public IReadOnlyList<Setup> Setups { get; init; } = [];

    /// <summary>Hears why the ActorSystem is about to be replaced, while its actors still run, and ends those whose state lives
    /// on. It is replaced when the task has completed.</summary>
    public Func<string, Task> LeftOut { get; init; } = _ => Task.CompletedTask;

    /// <summary>Members of the cluster that this process knew before it was started again; read before each joining.</summary>
    public Func<IReadOnlyList<HostAndPort>> Remembered { get; init; } = () => [];

    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
