using Distillery.Coordinator.Record;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;
using Generation = Distillery.Messages.Generation;

namespace Distillery.Cli.Tests.Audit;

/// <summary>A run folder as a coordinator leaves it, from records that a test makes up.</summary>
internal static class RecordedRun
{
    private const int Samples = 50;

    /// <summary>Two ranks of eight samples out of fifty, three steps an epoch, seven steps.</summary>
    internal static RunConfig Config(long seed = 0) => ConfigLoader.Parse(
        $$"""
        seed: {{seed}}
        data: {format: idx, path: /data}
        student: {architecture: lenet5}
        method: {name: supervised}
        train: {steps: 7, batch: 8, replicas: 2}
        telemetry: {tensorboard: false}
        """,
        "test");

    internal static RunFacts Facts { get; } = new(7, 3, Samples, 3, 100, 1000, null, null);

    /// <summary>Writes a whole run.</summary>
    /// <param name="change">What is different from what nodes would tell.</param>
    internal static void Write(
        string path, RunConfig config, bool recordSamples, Func<StepRecord, StepRecord>? change = null, long count = 8,
        bool expectsWarning = false)
    {
        RunShape shape = new(config, Facts);
        Write(path, shape, recordSamples, [
            .. Enumerable.Range(0, (int)count).Select(step => Record(shape, step)).Select(change ?? (record => record)),
        ], expectsWarning);
    }

    /// <summary>Writes records as a coordinator does, and the summary when the closing step is among them.</summary>
    internal static void Write(
        string path, RunShape shape, bool recordSamples, IReadOnlyList<StepRecord> records, bool expectsWarning = false)
    {
        SilentListener listener = new();
        using CoordinatorFolder folder = CoordinatorFolder.Open(path, TimeProvider.System, Assert.Fail);
        folder.Run.WriteConfigText(shape.Config.ToYaml());
        folder.Describe(shape.Facts);
        using RunRecord record = new(
            folder.Run, folder.Steps, shape, new RunRecordOptions { RecordSamples = recordSamples }, listener,
            new SilentObserver(expectsWarning), TimeProvider.System);
        Assert.Equal(records.Count, record.Append(records));
        record.Close();
        Assert.Null(listener.Problem);
        bool isWhole = record.NextStep == shape.Steps.EndSteps;
        new SummaryWriter(folder.Run, shape.Config, folder.StartedAt).Write(
            isWhole ? RunStatus.Completed : RunStatus.Interrupted, shape, record.Totals, record.WallSeconds, 1,
            folder.History, "abc");
    }

    private static StepRecord Record(RunShape shape, long step)
    {
        bool isClosing = shape.Steps.IsClosing(step);
        int[] kept = isClosing ? [] : [.. Enumerable.Range(0, 8)];
        return new StepRecord(step, new Generation(1, 1), (ulong)step * 77, false,
        [
            .. Enumerable.Range(0, 2).Select(rank => new RankReport(
                rank, 2.5 - (0.25 * step), kept.Length, kept, isClosing ? "" : "all", 0, 0, double.NaN, [0.1],
                shape.Steps.IsHashDue(step) ? 5u : null,
                shape.Steps.IsEvaluationDue(step) ? new EvaluationCounts(10, step, 10) : null)),
        ]);
    }
}
