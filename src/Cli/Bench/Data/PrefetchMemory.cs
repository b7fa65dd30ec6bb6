namespace Distillery.Cli.Bench.Data;

/// <summary>What was measured while batches were prepared ahead.</summary>
/// <param name="PeakBytes">By how much the resident memory grew at most.</param>
/// <param name="BatchBytes">What the batches may take, as docs/data.md states it; threads come on top.</param>
/// <param name="BeforeBytes">Resident with the data open, before anything was prepared.</param>
/// <param name="Images">That were prepared and taken.</param>
internal sealed record PrefetchMemory(long PeakBytes, long BatchBytes, long BeforeBytes, long Images);
