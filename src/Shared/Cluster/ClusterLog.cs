using Microsoft.Extensions.Logging;

namespace Distillery.Shared.Cluster;

/// <summary>What the engine of the cluster logs; docs/logs.md is the register.</summary>
internal static partial class ClusterLog
{
    [LoggerMessage(300, LogLevel.Information, "joined the cluster of {Members}", EventName = "cluster_joined")]
    internal static partial void Joined(ILogger log, string members);

    [LoggerMessage(
        301, LogLevel.Warning, "nobody listens at {Seeds}; the next try is in {Seconds} s. Is the coordinator started, and --coordinator its address?",
        EventName = "cluster_nobody_listens")]
    internal static partial void NobodyListens(ILogger log, string seeds, double seconds);

    [LoggerMessage(
        302, LogLevel.Warning,
        "not admitted at {Seeds} so far; the next look is in {Seconds} s. Is a coordinator at that address, with the same cluster.tls?",
        EventName = "cluster_not_admitted")]
    internal static partial void NotAdmitted(ILogger log, string seeds, double seconds);

    [LoggerMessage(
        303, LogLevel.Warning, "this process has fallen out of the cluster and joins it again: {Reason}", EventName = "cluster_left_out")]
    internal static partial void LeftOut(ILogger log, string reason);

    [LoggerMessage(
        304, LogLevel.Warning, "the cluster's port cannot be opened again: {Problem}; the next try is in {Seconds} s",
        EventName = "cluster_port_taken")]
    internal static partial void PortTaken(ILogger log, string problem, double seconds);

    [LoggerMessage(305, LogLevel.Warning, "{Warning}", EventName = "cluster_open")]
    internal static partial void Open(ILogger log, string warning);

    [LoggerMessage(306, LogLevel.Warning, "Akka: {Text}", EventName = "akka_warning")]
    internal static partial void AkkaWarning(ILogger log, string text);

    [LoggerMessage(307, LogLevel.Error, "Akka: {Text}", EventName = "akka_error")]
    internal static partial void AkkaError(ILogger log, string text);

    [LoggerMessage(
        308, LogLevel.Warning, "{Peer} shows the certificate {Subject}, which is not of this cluster's authority: {Problem}",
        EventName = "cluster_stranger")]
    internal static partial void Stranger(ILogger log, string peer, string subject, string problem);

    [LoggerMessage(
        309, LogLevel.Warning, "the members' addresses cannot be written to the run folder: {Problem}", EventName = "cluster_members_not_kept")]
    internal static partial void MembersNotKept(ILogger log, string problem);
}
