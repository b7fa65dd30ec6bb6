using Distillery.Messages.Progress;

namespace Distillery.Coordinator.Record;

/// <summary>From what the nodes tell of a step to the entry that is kept of it.</summary>
/// <param name="wallSecondsBefore">Of the attempts before this one.</param>
internal sealed class EntryMaker(RunShape shape, double wallSecondsBefore, TimeProvider time)
{
    private readonly long _startTimestamp = time.GetTimestamp();
    private long _lastTimestamp = time.GetTimestamp();

    /// <summary>Seconds of all attempts until now.</summary>
    internal double WallSeconds => wallSecondsBefore + time.GetElapsedTime(_startTimestamp).TotalSeconds;

    /// <summary>Entries of records that were told together.</summary>
    /// <remarks>Records come in groups, so the time since the group before is divided among them; but a step took at least
    /// what its slowest rank tells, and a step with an evaluation no more, because the evaluation is none of it.</remarks>
    internal IReadOnlyList<StepEntry> Make(IReadOnlyList<StepRecord> records)
    {
        long now = time.GetTimestamp();
        double share = time.GetElapsedTime(_lastTimestamp, now).TotalSeconds / Math.Max(1, records.Count);
        _lastTimestamp = now;
        double wallSeconds = WallSeconds;
        return [.. records.Select(record => Make(record, share, wallSeconds))];
    }

    /// <summary>By phase, the mean over ranks: they compute side by side.</summary>
    internal static double[] PhaseSeconds(StepRecord record)
    {
        int phases = record.Reports.Select(report => report.PhaseSeconds.Count).DefaultIfEmpty(0).Max();
        return
        [
            .. Enumerable.Range(0, phases).Select(phase =>
                record.Reports.Average(report => report.PhaseSeconds.ElementAtOrDefault(phase))),
        ];
    }

    private StepEntry Make(StepRecord record, double shareSeconds, double wallSeconds)
    {
        bool isClosing = shape.Steps.IsClosing(record.Step);
        (ulong? weightsHash, int[] differing) = CompareWeights(record.Reports);
        return new StepEntry
        {
            Step = record.Step,
            Epoch = record.Step / shape.Samples.StepsPerEpoch,
            SamplesDigest = isClosing ? "" : SampleDigests.OfPlan(shape.Samples, record.Step),
            KeptDigest = isClosing ? "" : SampleDigests.OfKept(record.Reports),
            AverageHash = record.AverageHash,
            WeightsHash = weightsHash,
            DifferingRanks = differing,
            IsSkipped = record.IsSkipped,
            RankCount = record.Reports.Count,
            Counts = record.Reports.Aggregate(default(StepCounts), (sum, report) => sum + CountsOf(report)),
            Loss = isClosing ? double.NaN : Mean(record.Reports, report => report.Loss),
            LabelLoss = Mean(record.Reports, report => report.LabelLoss),
            DistillLoss = Mean(record.Reports, report => report.DistillLoss),
            Uncertainty = MeanUncertainty(record.Reports),
            Evaluation = Evaluation(record.Reports),
            Generation = record.Generation.ToString(),
            Seconds = StepSeconds(record.Reports, shareSeconds),
            WallSeconds = wallSeconds,
        };
    }

    private static StepCounts CountsOf(RankReport report) =>
        new(report.Samples, report.ScoredImages, report.Kept.Count, report.TeacherQueries, report.DamagedImages);

    /// <summary>In the order of ranks, so that it has the same bits whoever tells of them.</summary>
    private static double Mean(IReadOnlyList<RankReport> reports, Func<RankReport, double> value) =>
        reports.Select(value).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Each rank's mean weighs as much as its batch has samples, all of which were measured.</summary>
    private static double MeanUncertainty(IReadOnlyList<RankReport> reports)
    {
        double sum = 0;
        long count = 0;
        foreach (RankReport report in reports.Where(report => !double.IsNaN(report.MeanUncertainty)))
        {
            sum += report.MeanUncertainty * report.Samples;
            count += report.Samples;
        }
        return count == 0 ? double.NaN : sum / count;
    }

    /// <summary>The lowest rank's hash, and the ranks that have another one.</summary>
    private static (ulong? Hash, int[] Differing) CompareWeights(IReadOnlyList<RankReport> reports)
    {
        RankReport[] hashed = [.. reports.Where(report => report.WeightsHash is not null)];
        if (hashed.Length == 0) return (null, []);
        ulong? first = hashed[0].WeightsHash;
        return (first, [.. hashed.Where(report => report.WeightsHash != first).Select(report => report.Rank)]);
    }

    private static EvaluationCounts? Evaluation(IReadOnlyList<RankReport> reports)
    {
        EvaluationCounts[] parts = [.. reports.Select(report => report.Evaluation).OfType<EvaluationCounts>()];
        return parts.Length == 0
            ? null
            : new EvaluationCounts(
                parts.Sum(part => part.Images), parts.Sum(part => part.Top1), parts.Sum(part => part.Top5));
    }

    private static double StepSeconds(IReadOnlyList<RankReport> reports, double shareSeconds)
    {
        double slowest = reports.Select(report => report.PhaseSeconds.Sum()).DefaultIfEmpty(0).Max();
        return reports.Any(report => report.Evaluation is not null) ? slowest : Math.Max(slowest, shareSeconds);
    }
}
