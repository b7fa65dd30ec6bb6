using Akka.Cluster;

namespace Distillery.Shared.Cluster.Losses;

/// <summary>A member as this process sees it now.</summary>
internal sealed record SeenMember(UniqueAddress Member, MemberStatus Status);
