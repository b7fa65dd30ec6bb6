using System.Globalization;
using Distillery.Coordinator.Record;

namespace Distillery.Cli.Audit;

/// <summary>How the steps of two runs compare.</summary>
/// <param name="FirstCount">Steps of the first run.</param>
/// <param name="SecondCount">Steps of the second run.</param>
/// <param name="Step">The first step in which they differ; null when they are equal as far as both go.</param>
/// <param name="Parts">What differs there: a name, and the two values.</param>
/// <param name="Configuration">Keys in which the configurations differ, such as <c>seed: 0 -> 1</c>.</param>
internal sealed record RunDifference(
    string First, string Second, long FirstCount, long SecondCount, long? Step,
    IReadOnlyList<(string Name, string First, string Second)> Parts, IReadOnlyList<string> Configuration)
{
    internal bool IsEqual => Step is null && FirstCount == SecondCount;

    /// <exception cref="Distillery.Shared.UserErrorException">One is no folder of a run whose steps were recorded.</exception>
    internal static RunDifference Find(string firstPath, string secondPath)
    {
        AuditedRun first = AuditedRun.Open(firstPath), second = AuditedRun.Open(secondPath);
        long? step = null;
        IReadOnlyList<(string, string, string)> parts = [];
        foreach ((StepEntry one, StepEntry other) in Entries(first).Zip(Entries(second)))
        {
            parts = PartsOf(one, other);
            if (parts.Count == 0) continue;
            step = one.Step;
            break;
        }
        return new RunDifference(
            first.Folder.FullPath, second.Folder.FullPath, Entries(first).LongCount(), Entries(second).LongCount(), step,
            parts, second.Config.DifferencesFrom(first.Config));
    }

    private static IEnumerable<StepEntry> Entries(AuditedRun run) => StepLog.ReadEntries(run.Folder.StepsPath);

    /// <summary>From what a step is given to what it leads to, so that the first part is nearest to the cause.</summary>
    private static List<(string Name, string First, string Second)> PartsOf(StepEntry one, StepEntry other)
    {
        (string Name, string First, string Second)[] parts =
        [
            ("weights before the step", Weights(one), Weights(other)),
            ("samples", one.SamplesDigest, other.SamplesDigest),
            ("selection", one.KeptDigest, other.KeptDigest),
            ("loss", Number(one.Loss), Number(other.Loss)),
            ("average", Hexadecimal(one.AverageHash), Hexadecimal(other.AverageHash)),
            ("skipped", Word(one.IsSkipped), Word(other.IsSkipped)),
            ("counts", one.Counts.ToString(), other.Counts.ToString()),
            ("evaluation", $"{one.Evaluation}", $"{other.Evaluation}"),
        ];
        return [.. parts.Where(part => part.First != part.Second)];
    }

    private static string Weights(StepEntry entry) => entry.WeightsHash is { } hash ? Hexadecimal(hash) : "";

    private static string Hexadecimal(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Word(bool value) => value ? "yes" : "no";
}
