using Akka.Actor;
using Akka.Cluster;
using Distillery.Shared.Cluster.Joining;
using Distillery.Shared.Runs;
using Distillery.Shared.TensorLinks.Tcp;
using Microsoft.Extensions.Logging;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Distillery.Shared.Cluster.Leading;

/// <summary>In the process that leads, keeps the members' addresses in the run folder up to date.</summary>
public sealed class MemberKeeper : UntypedActor, IWithTimers
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly AkkaCluster _cluster = AkkaCluster.Get(Context.System);
    private readonly RunFolderClaim _claim;
    private readonly ILogger _log;
    private HostAndPort[] _written = [];

    public MemberKeeper(RunFolderClaim claim, ILogger log) => (_claim, _log) = (claim, log);

    public ITimerScheduler Timers { get; set; } = null!; // Set by Akka.

    /// <summary>For each process that may lead; it writes while the process holds the folder.</summary>
    public static Props Of(RunFolderClaim claim, ILogger log) =>
        Props.Create(() => new MemberKeeper(claim, log)).WithDispatcher(ActorDispatchers.Blocking);

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Look), Look.Instance, TimeSpan.Zero, LookEvery);

    protected override void OnReceive(object message)
    {
        if (message is Look) Keep();
        else Unhandled(message);
    }

    private void Keep()
    {
        if (_claim.Held is not { } folder) return;
        HostAndPort[] members =
        [
            .. _cluster.State.Members
                .Where(member => member.Status == MemberStatus.Up && !member.UniqueAddress.Equals(_cluster.SelfUniqueAddress))
                .Select(member => new HostAndPort(member.Address.Host!, member.Address.Port!.Value))
                .OrderBy(member => member.ToString(), StringComparer.Ordinal),
        ];
        if (members.SequenceEqual(_written)) return;
        try
        {
            RememberedMembers.Write(folder.MembersPath, members);
        }
        catch (Exception problem) when (problem is IOException or DiskFullException or UnauthorizedAccessException)
        {
            ClusterLog.MembersNotKept(_log, problem.Message);
        }
        _written = members; // Also when it failed: one line for each change is enough.
    }

    private sealed class Look
    {
        internal static Look Instance { get; } = new();
    }
}
