using Distillery.Messages;
using Distillery.Messages.Samples;

namespace Distillery.Shared.Wire;

/// <summary>The fields of the messages about data nodes, in the order of the records; payloads travel beside them.</summary>
internal static class SamplesCodec
{
    internal static void Write(WireWriter writer, SampleQuery query)
    {
        writer.Int64(query.Query);
        writer.UInt64(query.Fingerprint);
        writer.Int32(query.Epoch);
        writer.Int32(query.Images);
    }

    internal static SampleQuery ReadSampleQuery(ref WireReader reader, Payload payload) => new(
        reader.Int64(), reader.UInt64(), reader.Int32(), HelpersCodec.ReadCount(ref reader), payload);

    internal static void Write(WireWriter writer, SampleAnswer answer)
    {
        writer.Int64(answer.Query);
        writer.Int32(answer.Waiting);
        writer.List(answer.Damages, Write);
    }

    internal static SampleAnswer ReadSampleAnswer(ref WireReader reader, Payload payload) => new(
        reader.Int64(), reader.Int32(), reader.List(WireLimits.KeptSamples, "damaged images", ReadDamage), payload);

    private static void Write(WireWriter writer, DamagedRow damage)
    {
        writer.Int32(damage.Row);
        writer.Text(damage.Name);
        writer.Text(damage.Reason);
    }

    private static DamagedRow ReadDamage(ref WireReader reader) => new(reader.Int32(), reader.Text(), reader.Text());
}
