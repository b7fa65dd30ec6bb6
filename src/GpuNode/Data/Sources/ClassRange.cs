namespace Distillery.GpuNode.Data.Sources;

/// <summary>How shards number classes.</summary>
/// <param name="First">The number of the first class, which is taken off all of them: 0 or 1.</param>
/// <param name="Count">How many there are; null for as many as the shards show.</param>
public readonly record struct ClassRange(int First, int? Count)
{
    /// <summary>From 0, as many as the shards show.</summary>
    public static ClassRange All => new(0, null);
}
