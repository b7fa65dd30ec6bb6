using Distillery.Messages.Progress;

namespace Distillery.Shared.Wire;

/// <summary>The fields of the messages about progress, in the order of the records.</summary>
internal static class ProgressCodec
{
    internal static void Write(WireWriter writer, Heartbeat heartbeat)
    {
        MembershipCodec.Write(writer, heartbeat.Standing);
        writer.List(heartbeat.Records, Write);
        writer.List(heartbeat.ActivitySeconds, (target, seconds) => target.Double(seconds));
        writer.Optional(heartbeat.Teacher, Write);
    }

    internal static Heartbeat ReadHeartbeat(ref WireReader reader) => new(
        MembershipCodec.ReadStanding(ref reader), reader.List(WireLimits.Records, "records", ReadRecord))
    {
        ActivitySeconds = reader.List(WireLimits.Activities, "activities", (ref WireReader source) => source.Double()),
        Teacher = reader.Optional(ReadTeacher),
    };

    private static void Write(WireWriter writer, TeacherFigures teacher)
    {
        writer.Int32(teacher.QueueLength);
        writer.Int64(teacher.AnsweredImages);
        writer.Int64(teacher.BusyCount);
        writer.Double(teacher.LatencySeconds);
    }

    private static TeacherFigures ReadTeacher(ref WireReader reader) =>
        new(reader.Int32(), reader.Int64(), reader.Int64(), reader.Double());

    internal static void Write(WireWriter writer, HeartbeatReply reply)
    {
        MembershipCodec.Write(writer, reply.Generation);
        writer.Int64(reply.DurableSteps);
    }

    internal static HeartbeatReply ReadHeartbeatReply(ref WireReader reader) =>
        new(MembershipCodec.ReadGeneration(ref reader), reader.Int64());

    internal static void Write(WireWriter writer, CheckpointWritten written)
    {
        MembershipCodec.Write(writer, written.Generation);
        writer.Int64(written.AppliedSteps);
        writer.Text(written.Folder);
    }

    internal static CheckpointWritten ReadCheckpointWritten(ref WireReader reader) =>
        new(MembershipCodec.ReadGeneration(ref reader), reader.Int64(), reader.Text());

    internal static void Write(WireWriter writer, CheckpointFailed failed)
    {
        MembershipCodec.Write(writer, failed.Generation);
        writer.Int64(failed.AppliedSteps);
        writer.Text(failed.Problem);
        writer.Text(failed.NextStep);
        writer.Flag(failed.IsFatal);
    }

    internal static CheckpointFailed ReadCheckpointFailed(ref WireReader reader) => new(
        MembershipCodec.ReadGeneration(ref reader), reader.Int64(), reader.Text(), reader.Text(), reader.Flag());

    internal static void Write(WireWriter writer, WorkFailed failed)
    {
        writer.Text(failed.Problem);
        writer.Text(failed.NextStep);
        writer.Flag(failed.IsFatal);
    }

    internal static WorkFailed ReadWorkFailed(ref WireReader reader) =>
        new(reader.Text(), reader.Text(), reader.Flag());

    internal static void Write(WireWriter writer, StepRecord record)
    {
        writer.Int64(record.Step);
        MembershipCodec.Write(writer, record.Generation);
        writer.UInt64(record.AverageHash);
        writer.Flag(record.IsSkipped);
        writer.List(record.Reports, Write);
    }

    internal static StepRecord ReadRecord(ref WireReader reader) => new(
        reader.Int64(), MembershipCodec.ReadGeneration(ref reader), reader.UInt64(), reader.Flag(),
        reader.List(WireLimits.Ranks, "reports", ReadReport));

    internal static void Write(WireWriter writer, RankReport report)
    {
        writer.Int32(report.Rank);
        writer.Double(report.Loss);
        writer.Int32(report.Samples);
        writer.List(report.Kept, (target, position) => target.Int32(position));
        writer.Text(report.Reason);
        writer.Int32(report.ScoredImages);
        writer.Int32(report.TeacherQueries);
        writer.Double(report.MeanUncertainty);
        writer.List(report.PhaseSeconds, (target, seconds) => target.Double(seconds));
        writer.Optional(report.WeightsHash, (target, hash) => target.UInt64(hash));
        writer.Optional(report.Evaluation, Write);
        writer.Int32(report.DamagedImages);
        writer.List(report.Damages ?? [], Write);
        writer.Double(report.LabelLoss);
        writer.Double(report.DistillLoss);
    }

    internal static RankReport ReadReport(ref WireReader reader) => new(
        reader.Int32(), reader.Double(), reader.Int32(),
        reader.List(WireLimits.KeptSamples, "kept samples", (ref WireReader source) => source.Int32()), reader.Text(),
        reader.Int32(), reader.Int32(), reader.Double(),
        reader.List(WireLimits.Phases, "phases", (ref WireReader source) => source.Double()),
        reader.OptionalValue((ref WireReader source) => source.UInt64()), reader.Optional(ReadCounts),
        reader.Int32(), ReadDamages(ref reader))
    {
        LabelLoss = reader.Double(),
        DistillLoss = reader.Double(),
    };

    private static void Write(WireWriter writer, DamagedSample damage)
    {
        writer.Int32(damage.Sample);
        writer.Text(damage.Text);
    }

    /// <summary>None are told as null, as a report without any says it.</summary>
    private static IReadOnlyList<DamagedSample>? ReadDamages(ref WireReader reader)
    {
        IReadOnlyList<DamagedSample> damages = reader.List(RankReport.MostDamages, "damages", ReadDamage);
        return damages.Count == 0 ? null : damages;
    }

    private static DamagedSample ReadDamage(ref WireReader reader) => new(reader.Int32(), reader.Text());

    private static void Write(WireWriter writer, EvaluationCounts counts)
    {
        writer.Int64(counts.Images);
        writer.Int64(counts.Top1);
        writer.Int64(counts.Top5);
    }

    private static EvaluationCounts ReadCounts(ref WireReader reader) => new(reader.Int64(), reader.Int64(), reader.Int64());
}
