using System.Globalization;
using Distillery.Cli.Terminal;
using Distillery.GpuNode.Student;
using Distillery.Shared.Compute;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Validation;

/// <summary>What one method will cost: its work from the configuration, its time from a few real steps.</summary>
internal sealed record MethodForecast(string Label, RunForecast Run)
{
    internal static IReadOnlyList<string> Heads { get; } =
        ["method", "steps", "teacher queries", "compute", "backward x2", "s/step", "time"];

    internal IReadOnlyList<string> Cells =>
    [
        Label,
        Phrases.Count(Run.Steps),
        Phrases.Count(Run.TeacherQueries),
        Ratio(Run.Compute.Ratio),
        Ratio(Run.Compute.RatioMeasuredBackward),
        Phrases.Number(Run.SecondsPerStep, "F4"),
        Phrases.Duration(Run.WallSeconds),
    ];

    /// <summary>The counted work of <paramref name="steps"/> steps, without running any, by the ledger that the run itself
    /// keeps.</summary>
    /// <param name="teacherMacs">Null without a teacher, and then there is no ratio.</param>
    internal static ComputeLedger Count(
        RunConfig config, long steps, long studentMacs, long? teacherMacs)
    {
        MethodConfig method = config.Methods[0];
        ISampleSelector selector = MethodParts.CreateSelector(method, config.Seed, config.Train.Batch);
        long batches = steps * config.Train.Replicas;
        long kept = batches * selector.KeptCount;
        ComputeLedger ledger = new(studentMacs, teacherMacs);
        ledger.Add(
            batches * config.Train.Batch, batches * selector.ScoredCount, kept, method.QueriesTeacher ? kept : 0);
        return ledger;
    }

    private static string Ratio(double? ratio) => ratio?.ToString("F3", CultureInfo.InvariantCulture) ?? "-";
}
