using System.Globalization;
using Akka.Configuration;
using Distillery.Messages;
using Distillery.Shared.Actors;
using Distillery.Shared.Cluster.Leading;
using Distillery.Shared.Cluster.Losses;
using Distillery.Shared.Cluster.Security;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Cluster;

/// <summary>Every setting of Akka that differs from its default, with the reason. Users never see this format: what they may
/// choose is in the run's configuration.</summary>
/// <remarks>HOCON: a later line for the same key wins; times carry their unit.</remarks>
internal static class AkkaSettings
{
    /// <summary>What a message may take, in bytes: the largest is a heartbeat with the records of steps that nobody could hear of for a
    /// while. Beside its fields there are the names of two actors.</summary>
    internal const int MaximumFrameBytes = WireLimits.ControlBodyBytes + (64 << 10);

    /// <summary>What the system keeps for a connection, in bytes.</summary>
    internal const int SocketBufferBytes = 1 << 20;

    /// <summary>From a member's last sign of life to its removal pass the pause that the failure detector grants, and after
    /// it the time in which the split-brain resolver sees no further change.</summary>
    internal static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(1);

    /// <summary>Gossip and detection take about as long again as half of <see cref="StableAfter"/>.</summary>
    internal static readonly TimeSpan DecisionTime = StableAfter + TimeSpan.FromSeconds(0.5);

    /// <summary>A garbage collection, or a machine that computes on every core, stops a process for longer than people
    /// think. Below this, living members are lost.</summary>
    internal static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(0.5);

    /// <summary>One process with actors and nothing else: no port, no cluster.</summary>
    internal static Config Local(int computeThreads) => Text(Everywhere(computeThreads) + "akka.loglevel = WARNING\n");

    /// <summary>A member of a cluster.</summary>
    internal static Config Cluster(ClusterEngineOptions options) =>
        Text(Everywhere(options.ComputeThreads) + Remote(options) + Membership(options) + Singleton + Sharding);

    /// <summary>So long may a member be silent before the failure detector calls it unreachable.</summary>
    internal static TimeSpan PauseFor(TimeSpan lossAfter) =>
        lossAfter - DecisionTime > ShortestPause ? lossAfter - DecisionTime : ShortestPause;

    /// <summary>How often membership is gossiped, in milliseconds. Each round costs every member a message and the
    /// leader a look at all of them; a confirmed death does not wait for it.</summary>
    internal static int GossipMilliseconds(int members) => members switch
    {
        <= 16 => 100,
        <= 64 => 200,
        _ => 500,
    };

    private static string Everywhere(int computeThreads) => $$"""
        akka {
          # Half of an idle member's processor time was the 10 ms wheel. Our timers are of 100 ms and more.
          scheduler.tick-duration = 50ms

          # The host ends the ActorSystem before the process ends. A hook of the runtime would race with it.
          coordinated-shutdown { exit-clr = off, run-by-clr-shutdown-hook = off }

          # Ending a system at once is how a quarantined one is replaced; leaving in order is what the host's stop does.
          coordinated-shutdown.run-by-actor-system-terminate = off

          # Before its loggers run and after them Akka would write to standard output.
          stdout-logger-class = "{{NameOf(typeof(NoOutput))}}"

          # A dead letter is what a message to a member that has just gone becomes. Sequence numbers tell of those that matter.
          log-dead-letters = off
          log-dead-letters-during-shutdown = off

          actor {
            # A failed actor must not start again with an empty state.
            guardian-supervisor-strategy = "{{NameOf(typeof(StopOnFailure))}}"

            # Akka's own actors, heartbeats among them, must not wait for a thread pool that others have filled.
            internal-dispatcher {
              executor = fork-join-executor
              fork-join-executor { parallelism-min = 2, parallelism-factor = 1.0, parallelism-max = 4 }
            }
          }
        }
        distillery {
          # Two threads: what runs here neither computes nor waits, and one handler may be slow without holding up the rest.
          control {
            type = ForkJoinDispatcher
            throughput = 10
            dedicated-thread-pool { thread-count = 2, threadtype = background }
          }
          # A step takes its thread for as long as it lasts, so an actor gets one message a turn.
          compute {
            type = ForkJoinDispatcher
            throughput = 1
            dedicated-thread-pool { thread-count = {{computeThreads}}, threadtype = background }
          }
          # Record, checkpoints and the folder's lease, each of which may stand in a slow fsync at the same time.
          blocking {
            type = ForkJoinDispatcher
            throughput = 1
            dedicated-thread-pool { thread-count = 4, threadtype = background }
          }
        }

        """;

    /// <summary>How what is said between processes becomes bytes.</summary>
    /// <remarks>Types that nobody bound are refused on both ways, for System.Object is bound to `json`. That would make any type that the
    /// sender names, `proto` any message class, and `daemon-create` any actor: whoever names one of these on the wire gets our refusal
    /// instead.</remarks>
    internal static string Serialization { get; } = $$"""
        akka.actor {
          serializers {
            distillery = "{{NameOf(typeof(MessageSerializer))}}"
            json = "{{NameOf(typeof(RefusingSerializer))}}"
            proto = "{{NameOf(typeof(RefusingSerializer))}}"
            daemon-create = "{{NameOf(typeof(RefusingSerializer))}}"
          }
          serialization-bindings {
            "{{NameOf(typeof(Message))}}" = distillery
            "{{NameOf(typeof(PeerWord))}}" = distillery
            "{{NameOf(typeof(PeerEnded))}}" = distillery
          }
        }

        """;

    private static string Remote(ClusterEngineOptions options) => $$"""
        {{Serialization}}
        akka.actor.provider = cluster
        akka.remote {
          dot-netty.tcp {
            hostname = "{{options.Listen.Host}}"
            port = {{options.Listen.Port}}
            public-hostname = "{{(options.Advertise ?? options.Listen).Host}}"
            public-port = {{options.Advertise?.Port ?? 0}}

            # .NET would share the port with another process that listens there, and each would get some of the calls.
            tcp-reuse-addr = off

            # It gathers small writes for a throughput that control messages never reach, and costs latency.
            batching.enabled = off

            # Twice this is what a peer can make us hold before a frame is refused.
            maximum-frame-size = {{MaximumFrameBytes}}b
            send-buffer-size = {{SocketBufferBytes}}b
            receive-buffer-size = {{SocketBufferBytes}}b
          }
          {{(options.Tls is null ? "" : "dot-netty.tcp.enable-ssl = true")}}

          # After a failed connection. With the default of 5 s a member that was restarted is not heard for as long.
          retry-gate-closed-for = 200ms

          # Said by LossWatch and by the machines, in our words.
          log-remote-lifecycle-events = off

          # Heartbeats pass through here: like Akka's own actors they must not wait for the thread pool.
          default-remote-dispatcher {
            executor = fork-join-executor
            fork-join-executor { parallelism-min = 2, parallelism-factor = 1.0, parallelism-max = 4 }
          }
        }

        """;

    private static string Membership(ClusterEngineOptions options) => $$"""
        akka.cluster {
          # With its default of 33 ms the cluster would turn a second wheel of its own.
          scheduler.tick-duration = 50ms
          roles = [{{string.Join(", ", options.Roles)}}]
          downing-provider-class = "{{NameOf(typeof(LossWatchProvider))}}"

          # ClusterEngine replaces a downed system; Akka's own shutdown would set the exit code of the process as well.
          run-coordinated-shutdown-when-down = off

          gossip-interval = {{GossipMilliseconds(options.ExpectedMembers)}}ms
          leader-actions-interval = {{GossipMilliseconds(options.ExpectedMembers)}}ms
          unreachable-nodes-reaper-interval = {{GossipMilliseconds(options.ExpectedMembers)}}ms
          # The first of these a second after the start would be a second's wait for the first member.
          periodic-tasks-initial-delay = 100ms
          publish-stats-interval = off
          # Every line of it is an event that the coordinator's log tells in the words of the run.
          log-info = off

          # An unanswered InitJoin is asked again after this, and so long the first seed waits for the others before it founds.
          seed-node-timeout = 1s
          retry-unsuccessful-join-after = 1s
          # WeaklyUp members would be counted by some and not by others.
          allow-weakly-up-members = off
          # Singletons and shards go by age alone, also while the members' versions differ.
          app-version = "1"

          failure-detector {
            heartbeat-interval = 200ms
            acceptable-heartbeat-pause = {{Milliseconds(PauseFor(options.LossAfter))}}ms
            threshold = 8
            # Of the intervals: those of a process that computes on all cores vary by as much.
            min-std-deviation = 50ms
            expected-response-after = 200ms
          }
          split-brain-resolver {
            active-strategy = keep-majority
            stable-after = {{Milliseconds(StableAfter)}}ms
            # Nodes that die one after the other look like an unstable network, and none of the others should go for it.
            down-all-when-unstable = off
          }
        }

        """;

    private static string Singleton => $$"""
        akka.cluster {
          # No lease here: the shards' coordinator takes these settings too. CoordinatorSingleton names it for the run's.
          singleton {
            # Of 1 s: a standby takes over from a leader that leaves in order.
            hand-over-retry-interval = 100ms
            min-number-of-hand-over-retries = 15
          }
          singleton-proxy {
            singleton-identification-interval = 100ms
            # It finds the leader and no more: what was kept for the old one must not reach the new one.
            buffer-size = 0
            # Before the coordinator has started there is nothing to warn of, once a node.
            log-singleton-identification-failure = off
          }
        }
        {{RunFolderLease.ConfigPath}} {
          # A killed holder's lock is free at once on this machine; a network file system takes its own time.
          retry-interval = 200ms
          lease-class = "{{NameOf(typeof(RunFolderLease))}}"
          # How often the holder looks whether the folder is still its own.
          heartbeat-interval = 1s
          # The lock ends with its process: these two only bound how long Akka waits for an answer.
          heartbeat-timeout = 5s
          lease-operation-timeout = 5s
        }

        """;

    private static string Sharding => """
        akka.cluster {
          sharding {
            state-store-mode = ddata
            remember-entities = off
            # An idle shard's file stays open and its bytes warm for a long evaluation; memory is bounded by the cache.
            passivate-idle-entity-after = 600s
            # Of 2 s: alone longer than a recovery may take.
            retry-interval = 100ms
            rebalance-interval = 1s
            coordinator-failure-backoff = 200ms
            waiting-for-state-timeout = 1s
            updating-state-timeout = 1s
            shard-start-timeout = 2s
            handoff-timeout = 10s
            distributed-data { durable.keys = [], gossip-interval = 200ms, notify-subscribers-interval = 100ms }
          }
          distributed-data { durable.keys = [] }
        }

        """;

    private static Config Text(string hocon) => ConfigurationFactory.ParseString(hocon);

    private static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";

    private static string Milliseconds(TimeSpan time) =>
        time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
}
