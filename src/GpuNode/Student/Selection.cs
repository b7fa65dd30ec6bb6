namespace Distillery.GpuNode.Student;

/// <summary>Which samples of a batch a step trains on, in which order, and what is mixed into each.</summary>
/// <param name="Kept">Positions in the batch, the most uncertain first where there is a ranking.</param>
/// <param name="Mixing">What to mix in, or null to train on the images as they are.</param>
/// <param name="Uncertainties">One value for each sample of the whole batch, higher is more uncertain; empty when nothing
/// was scored.</param>
/// <param name="Reason">In a few words, for the record of samples.</param>
public sealed record Selection(int[] Kept, Mixing? Mixing, float[] Uncertainties, string Reason);

/// <summary>Partners for pixel mixup, one for each kept sample.</summary>
/// <param name="Partners">Positions in the batch.</param>
/// <param name="PartnerShares">The share of the partner in the mixed image, 0 to 1.</param>
public sealed record Mixing(int[] Partners, float[] PartnerShares);
