using Distillery.Messages;
using Distillery.Messages.Teachers;

namespace Distillery.Shared.Wire;

/// <summary>The fields of the messages about teachers, in the order of the records; payloads travel beside them.</summary>
internal static class TeachersCodec
{
    internal static void Write(WireWriter writer, TeacherRoster roster)
    {
        writer.Int64(roster.Term);
        writer.Int64(roster.Revision);
        writer.UInt64(roster.Teacher);
        writer.List(roster.Places, Write);
    }

    internal static TeacherRoster ReadTeacherRoster(ref WireReader reader) => new(
        reader.Int64(), reader.Int64(), reader.UInt64(), reader.List(WireLimits.Members, "teachers", ReadPlace));

    internal static void Write(WireWriter writer, TeacherQuery query)
    {
        writer.Int64(query.Query);
        writer.UInt64(query.Teacher);
        writer.Int32(query.Images);
        writer.Int32(query.Kept);
        writer.Flag(query.IsMixed);
        writer.Flag(query.IsRowByRow);
    }

    internal static TeacherQuery ReadTeacherQuery(ref WireReader reader, Payload payload) => new(
        reader.Int64(), reader.UInt64(), ReadCount(ref reader), ReadCount(ref reader), reader.Flag(), reader.Flag(), payload);

    internal static void Write(WireWriter writer, TeacherAnswer answer)
    {
        writer.Int64(answer.Query);
        writer.Int32(answer.Waiting);
        writer.Int32(answer.BatchImages);
    }

    internal static TeacherAnswer ReadTeacherAnswer(ref WireReader reader, Payload payload) =>
        new(reader.Int64(), reader.Int32(), reader.Int32(), payload);

    internal static void Write(WireWriter writer, TeacherBusy busy)
    {
        writer.Int64(busy.Query);
        writer.Int32(busy.Waiting);
    }

    internal static TeacherBusy ReadTeacherBusy(ref WireReader reader) => new(reader.Int64(), reader.Int32());

    internal static void Write(WireWriter writer, TeacherRefused refused)
    {
        writer.Int64(refused.Query);
        writer.Text(refused.Reason);
    }

    internal static TeacherRefused ReadTeacherRefused(ref WireReader reader) => new(reader.Int64(), reader.Text());

    private static void Write(WireWriter writer, TeacherPlace place)
    {
        writer.Text(place.Node);
        writer.Text(place.Address);
    }

    private static TeacherPlace ReadPlace(ref WireReader reader) => new(reader.Node(), reader.Text());

    /// <summary>As many images as a rank's batch can have.</summary>
    private static int ReadCount(ref WireReader reader)
    {
        int count = reader.Int32();
        return count is >= 0 and <= WireLimits.KeptSamples ? count : throw new WireException($"a query of {count} images");
    }
}
