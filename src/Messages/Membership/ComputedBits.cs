namespace Distillery.Messages.Membership;

/// <summary>Hashes of what a node computes from the same small input with the run's networks. Where two nodes differ, so do the last
/// bits of all that they compute: their processors, devices or libraries are of different kinds.</summary>
/// <param name="Student">Of a gradient; null from a node that does not train, or does not repeat its own.</param>
/// <param name="Teacher">Of a teacher's answers; null from a node that does not teach, or likewise.</param>
public sealed record ComputedBits(ulong? Student, ulong? Teacher);
