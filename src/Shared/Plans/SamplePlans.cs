using Distillery.Shared.Configuration;

namespace Distillery.Shared.Plans;

/// <summary>The plan that configuration and data give, the same for nodes, coordinator and audit.</summary>
public static class SamplePlans
{
    /// <summary>As text, what the plan must know of shards; empty where it need not know them.</summary>
    /// <exception cref="UserErrorException">There are too many shards of too many sizes.</exception>
    public static string ShardsOf(RunConfig config, IReadOnlyList<int> shardCounts)
    {
        if (config.Data.Encoded is not { Shuffle: ShuffleName.Shards }) return "";
        string text = ShardCountsText.Format(shardCounts);
        if (text.Length <= LongestShards) return text;
        throw new UserErrorException(
            $"the sizes of {shardCounts.Count} shards take {text.Length} letters, and {LongestShards} travel at most",
            "Pack shards of one size with distill data pack, or set data.shuffle: full.");
    }

    /// <summary>Below the limit of a text between processes.</summary>
    private const int LongestShards = 100_000;

    /// <param name="shards">As <see cref="ShardsOf"/> gives them.</param>
    /// <exception cref="UserErrorException">The samples do not fill a single step, or the shards are not those of so many
    /// samples.</exception>
    public static SamplePlan Create(RunConfig config, long sampleCount, string shards)
    {
        ISampleOrder order = shards.Length > 0 && config.Data.Encoded is { } encoded
            ? new ShardedOrder(config.Seed, ShardCountsText.Parse(shards, sampleCount), encoded.ShuffleWindow)
            : new FullOrder(config.Seed, checked((int)sampleCount));
        return new SamplePlan(order, config.Train.Replicas, config.Train.Batch);
    }
}
