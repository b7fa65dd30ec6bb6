using Distillery.Messages.Membership;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Protocol;

/// <summary>All is loaded that a run needs.</summary>
public sealed record Loaded(RunFacts Facts, RunPlan Plan, string Fingerprint) : WorkOutcome;
