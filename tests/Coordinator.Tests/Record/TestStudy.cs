using Distillery.Coordinator.Record;
using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared.Configuration;

namespace Distillery.Coordinator.Tests.Record;

/// <summary>A run of two ranks of eleven samples out of 69, three steps an epoch, and what its nodes would tell.</summary>
internal static class TestStudy
{
    internal const int Kept = 8;

    internal static RunConfig Config(string more = "") => ConfigLoader.Parse(
        $$$"""
        seed: 4
        data: {format: idx, path: /data}
        teacher: {architecture: lenet5, weights: /teacher, top1: 0.25}
        student: {architecture: lenet5}
        method: {name: unix}
        train: {epochs: 3, batch: 11, replicas: 2, optimizer: {name: sgd, learning_rate: 0.05}}
        checkpoint: {every_steps: 2}
        telemetry: {tensorboard: false}
        {{{more}}}
        """,
        "test");

    internal static RunFacts Facts(long totalSteps = 9) => new(
        totalSteps, StepsPerEpoch: 3, TrainingSamples: 69, SliceCount: 4, VectorLength: 100, StudentMacs: 1000,
        TeacherMacs: 1000, TeacherTop1: 0.25);

    internal static RunShape Shape(long totalSteps = 9) => new(Config(), Facts(totalSteps));

    internal static IReadOnlyList<StepRecord> Records(RunShape shape, long first, long count, string generation = "1.1") =>
        [.. Enumerable.Range(0, (int)count).Select(i => Record(shape, first + i, generation))];

    internal static StepRecord Record(RunShape shape, long step, string generation = "1.1")
    {
        long[] parts = [.. generation.Split('.').Select(long.Parse)];
        return new StepRecord(
            step, new Generation(parts[0], parts[1]), AverageHash: (ulong)(step + 1) * 0x9E37_79B9_7F4A_7C15, IsSkipped: false,
            [.. Enumerable.Range(0, 2).Select(rank => Report(shape, step, rank))]);
    }

    private static RankReport Report(RunShape shape, long step, int rank)
    {
        bool isClosing = shape.Steps.IsClosing(step);
        int[] kept = isClosing ? [] : [.. Enumerable.Range(0, Kept).Select(i => (int)((step + rank + i) % 11))];
        return new RankReport(
            rank, Loss(step, rank), isClosing ? 0 : 11, kept, isClosing ? "" : "the most uncertain", isClosing ? 0 : 11,
            kept.Length, isClosing ? double.NaN : 1 + rank, [0.01, 0.02, 0.03, 0.04, 0, 0],
            shape.Steps.IsHashDue(step) ? (ulong)step * 31 : null,
            shape.Steps.IsEvaluationDue(step) ? new EvaluationCounts(40, 10 + step, 30 + rank) : null)
        {
            DistillLoss = isClosing ? double.NaN : Loss(step, rank), // UNIX uses no labels.
        };
    }

    internal static double Loss(long step, int rank) => 2 + (0.125 * rank) - (0.0078125 * (step % 128));
}
