using Distillery.Messages;
using Distillery.Messages.Membership;

namespace Distillery.Shared.Wire;

/// <summary>The fields of the messages about membership, in the order of the records.</summary>
internal static class MembershipCodec
{
    internal static void Write(WireWriter writer, Hello hello)
    {
        writer.Text(hello.Name);
        writer.Int32((int)hello.Roles);
        writer.Int32(hello.Capacity);
        writer.Text(hello.Address);
        writer.Optional(hello.RunId, (target, text) => target.Text(text));
        writer.Optional(hello.Fingerprint, (target, text) => target.Text(text));
        Write(writer, hello.Standing);
    }

    internal static Hello ReadHello(ref WireReader reader) => new(
        reader.Text(), ReadRoles(ref reader), reader.Int32(), reader.Text(), reader.Optional(ReadText),
        reader.Optional(ReadText), ReadStanding(ref reader));

    internal static void Write(WireWriter writer, Welcome welcome)
    {
        Write(writer, welcome.Generation);
        writer.Text(welcome.RunId);
        writer.Text(welcome.Config);
        writer.Text(welcome.Fingerprint);
        writer.Text(welcome.RunFolder);
        writer.Text(welcome.DataSecret);
    }

    internal static Welcome ReadWelcome(ref WireReader reader) =>
        new(ReadGeneration(ref reader), reader.Text(), reader.Text(), reader.Text(), reader.Text()) { DataSecret = reader.Text() };

    internal static void Write(WireWriter writer, Reject reject)
    {
        writer.Text(reject.Problem);
        writer.Text(reject.NextStep);
    }

    internal static Reject ReadReject(ref WireReader reader) => new(reader.Text(), reader.Text());

    internal static void Write(WireWriter writer, Ready ready)
    {
        writer.Text(ready.Fingerprint);
        Write(writer, ready.Facts);
        Write(writer, ready.Standing);
        writer.Optional(ready.Teacher, (target, teacher) => target.UInt64(teacher));
        writer.Optional(ready.Data, (target, data) => target.UInt64(data));
        writer.Optional(ready.Bits?.Student, (target, bits) => target.UInt64(bits));
        writer.Optional(ready.Bits?.Teacher, (target, bits) => target.UInt64(bits));
    }

    internal static Ready ReadReady(ref WireReader reader) => new(
        reader.Text(), ReadFacts(ref reader), ReadStanding(ref reader), ReadFingerprint(ref reader), ReadData(ref reader),
        ReadBits(ref reader));

    internal static void Write(WireWriter writer, Leave leave) => writer.Text(leave.Reason);

    internal static Leave ReadLeave(ref WireReader reader) => new(reader.Text());

    internal static void Write(WireWriter writer, Dismiss dismiss)
    {
        writer.Int32((int)dismiss.Reason);
        writer.Text(dismiss.Text);
    }

    internal static Dismiss ReadDismiss(ref WireReader reader) => new(reader.Choice<DismissReason>(), reader.Text());

    internal static void Write(WireWriter writer, Generation generation)
    {
        writer.Int64(generation.Term);
        writer.Int64(generation.Number);
    }

    internal static Generation ReadGeneration(ref WireReader reader) => new(reader.Int64(), reader.Int64());

    internal static void Write(WireWriter writer, Standing standing)
    {
        Write(writer, standing.Generation);
        writer.Optional(standing.AppliedSteps, (target, steps) => target.Int64(steps));
        writer.Int64(standing.FirstRecord);
    }

    internal static Standing ReadStanding(ref WireReader reader) => new(
        ReadGeneration(ref reader), reader.OptionalValue((ref WireReader source) => source.Int64()), reader.Int64());

    private static void Write(WireWriter writer, RunFacts facts)
    {
        writer.Int64(facts.TotalSteps);
        writer.Int64(facts.StepsPerEpoch);
        writer.Int64(facts.TrainingSamples);
        writer.Int32(facts.SliceCount);
        writer.Int64(facts.VectorLength);
        writer.Int64(facts.StudentMacs);
        writer.Optional(facts.TeacherMacs, (target, macs) => target.Int64(macs));
        writer.Optional(facts.TeacherTop1, (target, top1) => target.Double(top1));
        writer.Text(facts.Shards);
    }

    private static RunFacts ReadFacts(ref WireReader reader) => new(
        reader.Int64(), reader.Int64(), reader.Int64(), reader.Int32(), reader.Int64(), reader.Int64(),
        reader.OptionalValue((ref WireReader source) => source.Int64()),
        reader.OptionalValue((ref WireReader source) => source.Double()), reader.Text());

    /// <summary>A role that this version does not know cannot be called upon, so it is left out.</summary>
    private static NodeRoles ReadRoles(ref WireReader reader) =>
        (NodeRoles)reader.Int32() & (NodeRoles.Student | NodeRoles.Teacher | NodeRoles.Data);

    private static ulong? ReadFingerprint(ref WireReader reader) => reader.OptionalValue((ref WireReader source) => source.UInt64());

    /// <summary>Since version 2.1.</summary>
    private static ulong? ReadData(ref WireReader reader) => reader.Remaining == 0 ? null : ReadFingerprint(ref reader);

    /// <summary>Since version 2.2.</summary>
    private static ComputedBits? ReadBits(ref WireReader reader)
    {
        if (reader.Remaining == 0) return null;
        ComputedBits bits = new(ReadFingerprint(ref reader), ReadFingerprint(ref reader));
        return bits is { Student: null, Teacher: null } ? null : bits;
    }

    private static string ReadText(ref WireReader reader) => reader.Text();
}
