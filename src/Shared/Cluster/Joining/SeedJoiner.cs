using Akka.Actor;
using Microsoft.Extensions.Logging;
using AkkaCluster = Akka.Cluster.Cluster;

namespace Distillery.Shared.Cluster.Joining;

/// <summary>Joins the cluster, and says with growing pauses why that does not come about.</summary>
/// <remarks>Akka's own joining asks each second and for ever, and only says that nobody answered. So it begins once
/// somebody listens at a seed's address.</remarks>
internal sealed class SeedJoiner : UntypedActor, IWithTimers
{
    /// <summary>Akka's own joining takes a second or two on a busy machine. Before this there is nothing to say.</summary>
    private static readonly TimeSpan Admission = TimeSpan.FromSeconds(4);

    private readonly AkkaCluster _cluster = AkkaCluster.Get(Context.System);
    private readonly CancellationTokenSource _stopped = new();
    private readonly IReadOnlyList<Address> _seeds;
    private readonly TimeSpan _foundAfter;
    private readonly ISeedProbe _probe;
    private readonly ILogger _log;
    private bool _isAsking;

    /// <param name="seeds">At least one. Where the first is this process it founds the cluster if none of the others has one.</param>
    /// <param name="foundAfter">So long it only asks the others, where it knows of any, before it founds.</param>
    public SeedJoiner(IReadOnlyList<Address> seeds, TimeSpan foundAfter, ISeedProbe probe, ILogger log) =>
        (_seeds, _foundAfter, _probe, _log) = (seeds, foundAfter, probe, log);

    public ITimerScheduler Timers { get; set; } = null!; // Set by Akka.

    protected override void PreStart()
    {
        IActorRef self = Self;
        _cluster.RegisterOnMemberUp(() => self.Tell(Joined.Instance));
        bool isFounder = _seeds[0].Equals(_cluster.SelfAddress);
        if (isFounder && (_foundAfter == TimeSpan.Zero || Others.Length == 0)) Ask(_seeds);
        else if (isFounder) Timers.StartSingleTimer(nameof(Found), Found.Instance, _foundAfter);
        Try(attempt: 1);
    }

    protected override void PostStop()
    {
        _stopped.Cancel();
        _stopped.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Joined: OnJoined(); break;
            case Found: Ask(_seeds); break;
            case Attempt attempt: Try(attempt.Number); break;
            case Probed probed: OnProbed(probed); break;
            default: Unhandled(message); break;
        }
    }

    private void OnJoined()
    {
        ClusterLog.Joined(_log, string.Join(", ", _cluster.State.Members.Select(member => HostOf(member.Address))));
        Context.Stop(Self);
    }

    private void Try(int attempt)
    {
        _probe.AnyAcceptsAsync(Others, _stopped.Token).PipeTo(
            Self, success: accepts => new Probed(attempt, accepts), failure: _ => new Probed(attempt, Accepts: false));
    }

    private void OnProbed(Probed probed)
    {
        if (!_isAsking && probed.Accepts) Ask([.. Others, _cluster.SelfAddress]); // Not being the first, it founds nothing.
        else if (_isAsking && probed.Attempt > 1) ClusterLog.NotAdmitted(_log, SeedsInWords, PauseAfter(probed.Attempt).TotalSeconds);
        else if (!_isAsking) ClusterLog.NobodyListens(_log, SeedsInWords, PauseAfter(probed.Attempt).TotalSeconds);
        Timers.StartSingleTimer(nameof(Attempt), new Attempt(probed.Attempt + 1), PauseAfter(probed.Attempt));
    }

    private TimeSpan PauseAfter(int attempt) =>
        JoinPauses.After(attempt) is var pause && (pause > Admission || !_isAsking) ? pause : Admission;

    /// <summary>From here on Akka asks each seed once a second until one admits this process.</summary>
    private void Ask(IReadOnlyList<Address> seeds)
    {
        _isAsking = true;
        _cluster.JoinSeedNodes(seeds);
    }

    private Address[] Others => [.. _seeds.Where(seed => !seed.Equals(_cluster.SelfAddress))];

    private string SeedsInWords => string.Join(", ", Others.Select(HostOf));

    private static string HostOf(Address address) => $"{address.Host}:{address.Port}";

    private sealed record Attempt(int Number) : INoSerializationVerificationNeeded;

    private sealed record Probed(int Attempt, bool Accepts) : INoSerializationVerificationNeeded;

    private sealed record Found : INoSerializationVerificationNeeded
    {
        internal static Found Instance { get; } = new();
    }

    private sealed record Joined : INoSerializationVerificationNeeded
    {
        internal static Joined Instance { get; } = new();
    }
}
