using Distillery.Messages;
using Distillery.Messages.Teachers;

namespace Distillery.Shared.Wire;

/// <summary>The fields of the messages about teachers, in the order of the records; payloads travel beside them.</summary>
internal static class TeachersCodec
{
    internal static void Write(WireWriter writer, TeacherQuery query)
    {
        writer.Int64(query.Query);
        writer.UInt64(query.Fingerprint);
        writer.Int32(query.Images);
        writer.Int32(query.Kept);
        writer.Flag(query.IsMixed);
        writer.Flag(query.IsRowByRow);
    }

    internal static TeacherQuery ReadTeacherQuery(ref WireReader reader, Payload payload) => new(
        reader.Int64(), reader.UInt64(), HelpersCodec.ReadCount(ref reader), HelpersCodec.ReadCount(ref reader), reader.Flag(),
        reader.Flag(), payload);

    internal static void Write(WireWriter writer, TeacherAnswer answer)
    {
        writer.Int64(answer.Query);
        writer.Int32(answer.Waiting);
        writer.Int32(answer.BatchImages);
    }

    internal static TeacherAnswer ReadTeacherAnswer(ref WireReader reader, Payload payload) =>
        new(reader.Int64(), reader.Int32(), reader.Int32(), payload);
}
