using Akka.Actor;
using Distillery.Shared.Cluster;

namespace Distillery.Shared.Actors;

/// <summary>The actor system of a process whose actors talk to nobody outside: the same settings as a member of the cluster has, and no
/// port. Disposing ends it.</summary>
public sealed class LocalSystem : IAsyncDisposable
{
    private LocalSystem(ActorSystem actors) => Actors = actors;

    public ActorSystem Actors { get; }

    public static LocalSystem Start() =>
        new(ActorSystem.Create("distillery", AkkaSettings.Local(Environment.ProcessorCount)));

    public async ValueTask DisposeAsync() => await Actors.Terminate().ConfigureAwait(false);
}
