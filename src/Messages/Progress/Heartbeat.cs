using Distillery.Messages.Membership;

namespace Distillery.Messages.Progress;

/// <summary>Node to coordinator, at fixed times: I live, and this is how far I am.</summary>
/// <param name="Records">From the reporter of the generation: what it has not sent yet, in order.</param>
public sealed record Heartbeat(Standing Standing, IReadOnlyList<StepRecord> Records) : Message;
