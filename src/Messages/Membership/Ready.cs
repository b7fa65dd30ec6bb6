namespace Distillery.Messages.Membership;

/// <summary>Node to coordinator: data, teacher and networks are loaded; ranks and queries may come.</summary>
/// <param name="Facts">As far as the node needs to know them: one that only prepares data knows nothing of networks.</param>
/// <param name="Teacher">The fingerprint of the teacher that it has loaded; null without one.</param>
/// <param name="Data">The fingerprint of what training images become there; null from a node that does not say.</param>
/// <param name="Bits">What it computes from a small input; null from a node that does not compute, or where the run promises no
/// bits.</param>
public sealed record Ready(
    string Fingerprint, RunFacts Facts, Standing Standing, ulong? Teacher = null, ulong? Data = null,
    ComputedBits? Bits = null) : Message;
