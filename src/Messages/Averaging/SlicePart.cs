using Distillery.Messages.Generations;

namespace Distillery.Messages.Averaging;

/// <summary>Node to averager: the sum of a subtree of ranks, for one slice of the flat vector.</summary>
/// <param name="Ranks">The leaves of a whole subtree.</param>
/// <param name="Payload">Float32 or bfloat16 as the run's wire type says; for the last slice, encoded reports.</param>
public sealed record SlicePart(Generation Generation, long Step, int Slice, RankSpan Ranks, Payload Payload) : Message;
