using Akka.Actor;
using Distillery.Shared.Protocol;

namespace Distillery.Shared.Cluster.Losses;

/// <summary>A member of the cluster counts as lost. On the event stream of the ActorSystem, for whoever has a link with an actor
/// there.</summary>
/// <param name="Address">Of that member. One that was started again at the same address may be lost with it, which costs a
/// link.</param>
public sealed record MemberLost(Address Address, LossReason Reason);
