using Distillery.Messages.Membership;

namespace Distillery.Coordinator.Protocol;

/// <summary>How a run ended.</summary>
/// <param name="Reason">Completed, stopped or failed.</param>
/// <param name="Text">For people: what happened.</param>
/// <param name="NextStep">What to do next; empty after completion.</param>
public sealed record RunOutcome(DismissReason Reason, string Text, string NextStep);
