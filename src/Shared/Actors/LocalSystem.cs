using Akka.Actor;
using Akka.Configuration;

namespace Distillery.Shared.Actors;

/// <summary>The actor system of a process whose actors talk to nobody outside by reference. Disposing ends it.</summary>
public sealed class LocalSystem : IAsyncDisposable
{
    private const string Settings = """
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          actor.guardian-supervisor-strategy = "Akka.Actor.StoppingSupervisorStrategy, Akka"
          coordinated-shutdown { exit-clr = off, run-by-clr-shutdown-hook = off, run-by-actor-system-terminate = off }
        }
        distillery {
          control {
            type = ForkJoinDispatcher
            throughput = 10
            dedicated-thread-pool { thread-count = 2, threadtype = background }
          }
          compute { type = PinnedDispatcher }
          blocking {
            type = ForkJoinDispatcher
            throughput = 1
            dedicated-thread-pool { thread-count = 4, threadtype = background }
          }
        }
        """;

    private LocalSystem(ActorSystem actors) => Actors = actors;

    public ActorSystem Actors { get; }

    public static LocalSystem Start() => new(ActorSystem.Create("distillery", ConfigurationFactory.ParseString(Settings)));

    public async ValueTask DisposeAsync() => await Actors.Terminate().ConfigureAwait(false);
}
