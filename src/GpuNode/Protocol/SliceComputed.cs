namespace Distillery.GpuNode.Protocol;

/// <summary>All of a node's ranks have their part of a slice.</summary>
public sealed record SliceComputed(long Ticket, int Slice) : WorkOutcome;
