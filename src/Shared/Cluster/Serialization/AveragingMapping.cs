using Distillery.Messages.Averaging;
using Distillery.Shared.Wire;
using static Distillery.Shared.Wire.Fields;

namespace Distillery.Shared.Cluster.Serialization;

/// <summary>Slices, and state that is handed over: Proto/averaging.proto.</summary>
internal static class AveragingMapping
{
    internal static readonly MessageMapping[] All =
    [
        MessageMapping.WithPayload<SlicePart, Proto.SlicePart>(
            FrameKind.SlicePart,
            part => new()
            {
                Generation = part.Generation.ToProto(), Step = part.Step, Slice = part.Slice, Ranks = part.Ranks.ToProto(),
            },
            (part, payload) => new(
                part.Generation.ToRecord(), part.Step, Position(part.Slice), part.Ranks.ToRecord(), payload)),
        MessageMapping.WithPayload<SliceAverage, Proto.SliceAverage>(
            FrameKind.SliceAverage,
            average => new()
            {
                Generation = average.Generation.ToProto(), Step = average.Step, Slice = average.Slice, Hash = average.Hash,
                IsFinite = average.IsFinite,
            },
            (average, payload) => new(
                average.Generation.ToRecord(), average.Step, Position(average.Slice), average.Hash, average.IsFinite, payload)),
        MessageMapping.Bulk<FetchAverage, Proto.FetchAverage>(
            FrameKind.FetchAverage,
            fetch => new() { Generation = fetch.Generation.ToProto(), Step = fetch.Step },
            fetch => new(fetch.Generation.ToRecord(), fetch.Step)),
        MessageMapping.Bulk<FetchState, Proto.FetchState>(
            FrameKind.FetchState,
            fetch => new() { Generation = fetch.Generation.ToProto(), AppliedSteps = fetch.AppliedSteps },
            fetch => new(fetch.Generation.ToRecord(), fetch.AppliedSteps)),
        MessageMapping.WithPayload<StateChunk, Proto.StateChunk>(
            FrameKind.StateChunk,
            chunk => new()
            {
                Generation = chunk.Generation.ToProto(), AppliedSteps = chunk.AppliedSteps, Index = chunk.Index,
                Count = chunk.Count,
            },
            (chunk, payload) => new(
                chunk.Generation.ToRecord(), chunk.AppliedSteps, Position(chunk.Index), Position(chunk.Count), payload)),
        MessageMapping.Bulk<FetchRefused, Proto.FetchRefused>(
            FrameKind.FetchRefused,
            refused => new() { Generation = refused.Generation.ToProto(), Reason = refused.Reason },
            refused => new(refused.Generation.ToRecord(), refused.Reason)),
        MessageMapping.Bulk<StateRecords, Proto.StateRecords>(
            FrameKind.StateRecords,
            records => new()
            {
                Generation = records.Generation.ToProto(), Records = { records.Records.Select(ProgressMapping.ToProto) },
            },
            records => new(records.Generation.ToRecord(), [.. records.Records.Select(ProgressMapping.ToRecord)])),
    ];
}
