namespace Distillery.Shared.Averaging;

/// <summary>What was found while a slice was averaged.</summary>
/// <param name="Hash">Of the average's bytes, by <see cref="FastHash64"/>.</param>
/// <param name="IsFinite">Whether every number of the average is finite.</param>
public readonly record struct SliceCheck(ulong Hash, bool IsFinite);
