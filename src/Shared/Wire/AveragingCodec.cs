using Distillery.Messages;
using Distillery.Messages.Averaging;

namespace Distillery.Shared.Wire;

/// <summary>The fields of the messages about averaging, in the order of the records; payloads travel beside them.</summary>
internal static class AveragingCodec
{
    internal static void Write(WireWriter writer, SlicePart part)
    {
        MembershipCodec.Write(writer, part.Generation);
        writer.Int64(part.Step);
        writer.Int32(part.Slice);
        GenerationsCodec.Write(writer, part.Ranks);
    }

    internal static SlicePart ReadSlicePart(ref WireReader reader, Payload payload) => new(
        MembershipCodec.ReadGeneration(ref reader), reader.Int64(), ReadIndex(ref reader),
        GenerationsCodec.ReadRanks(ref reader), payload);

    internal static void Write(WireWriter writer, SliceAverage average)
    {
        MembershipCodec.Write(writer, average.Generation);
        writer.Int64(average.Step);
        writer.Int32(average.Slice);
        writer.UInt64(average.Hash);
        writer.Flag(average.IsFinite);
    }

    internal static SliceAverage ReadSliceAverage(ref WireReader reader, Payload payload) => new(
        MembershipCodec.ReadGeneration(ref reader), reader.Int64(), ReadIndex(ref reader), reader.UInt64(), reader.Flag(),
        payload);

    internal static void Write(WireWriter writer, FetchAverage fetch)
    {
        MembershipCodec.Write(writer, fetch.Generation);
        writer.Int64(fetch.Step);
    }

    internal static FetchAverage ReadFetchAverage(ref WireReader reader) =>
        new(MembershipCodec.ReadGeneration(ref reader), reader.Int64());

    internal static void Write(WireWriter writer, FetchState fetch)
    {
        MembershipCodec.Write(writer, fetch.Generation);
        writer.Int64(fetch.AppliedSteps);
    }

    internal static FetchState ReadFetchState(ref WireReader reader) =>
        new(MembershipCodec.ReadGeneration(ref reader), reader.Int64());

    internal static void Write(WireWriter writer, StateChunk chunk)
    {
        MembershipCodec.Write(writer, chunk.Generation);
        writer.Int64(chunk.AppliedSteps);
        writer.Int32(chunk.Index);
        writer.Int32(chunk.Count);
    }

    internal static StateChunk ReadStateChunk(ref WireReader reader, Payload payload) => new(
        MembershipCodec.ReadGeneration(ref reader), reader.Int64(), ReadIndex(ref reader), ReadIndex(ref reader), payload);

    internal static void Write(WireWriter writer, FetchRefused refused)
    {
        MembershipCodec.Write(writer, refused.Generation);
        writer.Text(refused.Reason);
    }

    internal static FetchRefused ReadFetchRefused(ref WireReader reader) =>
        new(MembershipCodec.ReadGeneration(ref reader), reader.Text());

    internal static void Write(WireWriter writer, StateRecords records)
    {
        MembershipCodec.Write(writer, records.Generation);
        writer.List(records.Records, ProgressCodec.Write);
    }

    internal static StateRecords ReadStateRecords(ref WireReader reader) => new(
        MembershipCodec.ReadGeneration(ref reader), reader.List(WireLimits.Records, "records", ProgressCodec.ReadRecord));

    /// <summary>Whether it is below a count that only the receiver knows is for the receiver to say.</summary>
    private static int ReadIndex(ref WireReader reader)
    {
        int index = reader.Int32();
        return index >= 0 ? index : throw new WireException($"{index} is no position");
    }
}
