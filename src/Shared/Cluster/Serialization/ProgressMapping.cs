using Distillery.Messages.Progress;
using Distillery.Shared.Wire;
using static Distillery.Shared.Wire.Fields;

namespace Distillery.Shared.Cluster.Serialization;

/// <summary>How far a run is: Proto/progress.proto.</summary>
internal static class ProgressMapping
{
    internal static readonly MessageMapping[] All =
    [
        MessageMapping.Control<Heartbeat, Proto.Heartbeat>(
            FrameKind.Heartbeat,
            heartbeat => new()
            {
                Standing = heartbeat.Standing.ToProto(), Records = { heartbeat.Records.Select(ToProto) },
                ActivitySeconds = { heartbeat.ActivitySeconds }, Teacher = heartbeat.Teacher?.ToProto(),
            },
            heartbeat => new(heartbeat.Standing.ToRecord(), [.. heartbeat.Records.Select(ToRecord)])
            {
                ActivitySeconds = [.. heartbeat.ActivitySeconds], Teacher = heartbeat.Teacher?.ToRecord(),
            }),
        MessageMapping.Control<HeartbeatReply, Proto.HeartbeatReply>(
            FrameKind.HeartbeatReply,
            reply => new() { Generation = reply.Generation.ToProto(), DurableSteps = reply.DurableSteps },
            reply => new(reply.Generation.ToRecord(), reply.DurableSteps)),
        MessageMapping.Control<CheckpointWritten, Proto.CheckpointWritten>(
            FrameKind.CheckpointWritten,
            written => new()
            {
                Generation = written.Generation.ToProto(), AppliedSteps = written.AppliedSteps, Folder = written.Folder,
            },
            written => new(written.Generation.ToRecord(), written.AppliedSteps, written.Folder)),
        MessageMapping.Control<CheckpointFailed, Proto.CheckpointFailed>(
            FrameKind.CheckpointFailed,
            failed => new()
            {
                Generation = failed.Generation.ToProto(), AppliedSteps = failed.AppliedSteps, Problem = failed.Problem,
                NextStep = failed.NextStep, IsFatal = failed.IsFatal,
            },
            failed => new(
                failed.Generation.ToRecord(), failed.AppliedSteps, failed.Problem, failed.NextStep, failed.IsFatal)),
        MessageMapping.Control<WorkFailed, Proto.WorkFailed>(
            FrameKind.WorkFailed,
            failed => new() { Problem = failed.Problem, NextStep = failed.NextStep, IsFatal = failed.IsFatal },
            failed => new(failed.Problem, failed.NextStep, failed.IsFatal)),
    ];

    internal static Proto.StepRecord ToProto(this StepRecord record) => new()
    {
        Step = record.Step, Generation = record.Generation.ToProto(), AverageHash = record.AverageHash,
        IsSkipped = record.IsSkipped, Reports = { record.Reports.Select(ToProto) },
    };

    internal static StepRecord ToRecord(this Proto.StepRecord record) => new(
        record.Step, record.Generation.ToRecord(), record.AverageHash, record.IsSkipped,
        [.. record.Reports.Select(ToRecord)]);

    internal static Proto.RankReport ToProto(this RankReport report) => new()
    {
        Rank = report.Rank, Loss = report.Loss, Samples = report.Samples, Kept = { report.Kept }, Reason = report.Reason,
        ScoredImages = report.ScoredImages, TeacherQueries = report.TeacherQueries, MeanUncertainty = report.MeanUncertainty,
        PhaseSeconds = { report.PhaseSeconds }, WeightsHash = report.WeightsHash, Evaluation = report.Evaluation?.ToProto(),
        DamagedImages = report.DamagedImages, Damages = { (report.Damages ?? []).Select(ToProto) },
        LabelLoss = report.LabelLoss, DistillLoss = report.DistillLoss,
    };

    /// <summary>A report without damages says null, as the one who made it did.</summary>
    internal static RankReport ToRecord(this Proto.RankReport report) => new(
        report.Rank, report.Loss, report.Samples, [.. report.Kept], report.Reason, report.ScoredImages, report.TeacherQueries,
        report.MeanUncertainty, [.. report.PhaseSeconds], report.WeightsHash, report.Evaluation?.ToRecord(),
        report.DamagedImages, report.Damages.Count == 0 ? null : [.. report.Damages.Select(ToRecord)])
    {
        LabelLoss = report.LabelLoss, DistillLoss = report.DistillLoss,
    };

    private static Proto.TeacherFigures ToProto(this TeacherFigures teacher) => new()
    {
        QueueLength = teacher.QueueLength, AnsweredImages = teacher.AnsweredImages, BusyCount = teacher.BusyCount,
        LatencySeconds = teacher.LatencySeconds,
    };

    private static TeacherFigures ToRecord(this Proto.TeacherFigures teacher) =>
        new(teacher.QueueLength, teacher.AnsweredImages, teacher.BusyCount, teacher.LatencySeconds);

    private static Proto.EvaluationCounts ToProto(this EvaluationCounts counts) =>
        new() { Images = counts.Images, Top1 = counts.Top1, Top5 = counts.Top5 };

    private static EvaluationCounts ToRecord(this Proto.EvaluationCounts counts) => new(counts.Images, counts.Top1, counts.Top5);

    private static Proto.DamagedSample ToProto(this DamagedSample damage) => new() { Sample = damage.Sample, Text = damage.Text };

    private static DamagedSample ToRecord(this Proto.DamagedSample damage) => new(damage.Sample, damage.Text);
}
