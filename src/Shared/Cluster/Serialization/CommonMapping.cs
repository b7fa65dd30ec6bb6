using Distillery.Messages;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Shared.Wire;
using static Distillery.Shared.Wire.Fields;

namespace Distillery.Shared.Cluster.Serialization;

/// <summary>What several conversations speak of: Proto/common.proto.</summary>
internal static class CommonMapping
{
    internal static Proto.Generation ToProto(this Generation generation) =>
        new() { Term = generation.Term, Number = generation.Number };

    internal static Generation ToRecord(this Proto.Generation? generation) =>
        new(Required(generation).Term, generation.Number);

    internal static Proto.Standing ToProto(this Standing standing) => new()
    {
        Generation = standing.Generation.ToProto(), AppliedSteps = standing.AppliedSteps, FirstRecord = standing.FirstRecord,
    };

    internal static Standing ToRecord(this Proto.Standing? standing) =>
        new(Required(standing).Generation.ToRecord(), standing.AppliedSteps, standing.FirstRecord);

    internal static Proto.RankSpan ToProto(this RankSpan ranks) => new() { First = ranks.First, Count = ranks.Count };

    internal static RankSpan ToRecord(this Proto.RankSpan? ranks)
    {
        bool isSpan = Required(ranks) is { First: >= 0 and <= WireLimits.Ranks, Count: >= 0 and <= WireLimits.Ranks };
        return isSpan
            ? new RankSpan(ranks.First, ranks.Count)
            : throw new WireException($"{ranks.Count} ranks from {ranks.First} on are no span");
    }
}
