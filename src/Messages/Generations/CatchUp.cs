namespace Distillery.Messages.Generations;

/// <summary>Coordinator to node: come to a state with exactly so many applied steps.</summary>
/// <param name="Donor">Who has it; null for <see cref="CatchUpKind.Restore"/>.</param>
/// <param name="DonorAddress">HOST:PORT of the donor; empty inside one process or without donor.</param>
public sealed record CatchUp(
    Generation Generation, CatchUpKind Kind, long AppliedSteps, NodeId? Donor, string DonorAddress) : Message;
