using Distillery.Messages.Membership;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Protocol;

/// <summary>All is loaded that a run needs.</summary>
/// <param name="Times">As the run's configuration has them; null to keep the node's own.</param>
/// <param name="Teacher">The fingerprint of the teacher that was loaded; null without one.</param>
/// <param name="Data">The fingerprint of the training set; null where nobody took it.</param>
/// <param name="Bits">What this process computes from a small input; null where it computes nothing, or no bits are promised.</param>
public sealed record Loaded(
    RunFacts Facts, RunPlan Plan, string Fingerprint, LinkTimes? Times = null, ulong? Teacher = null, ulong? Data = null,
    ComputedBits? Bits = null) : WorkOutcome;
