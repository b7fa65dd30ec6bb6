namespace Distillery.GpuNode.Data.Packing;

/// <summary>How shards are made.</summary>
/// <param name="SamplesPerShard">Of the last shard, at most.</param>
/// <param name="ShuffleSeed">Samples are mixed by it, so that each shard has all classes; null to keep their order.</param>
/// <param name="Description">What was asked for, in words: a pack that was interrupted goes on only with the same.</param>
public sealed record PackOptions(int SamplesPerShard, long? ShuffleSeed, string Description);
