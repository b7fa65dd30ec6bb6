using Akka.Cluster;

namespace Distillery.Shared.Cluster.Losses;

/// <summary>A member's process is gone for certain. Published on the event stream of every survivor's ActorSystem that has found
/// it out by itself, long before the membership has changed.</summary>
/// <param name="Member">This incarnation of the member and no other.</param>
public sealed record ConfirmedDead(UniqueAddress Member);
