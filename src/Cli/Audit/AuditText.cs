using Distillery.Cli.Terminal;

namespace Distillery.Cli.Audit;

/// <summary>What an audit has found, in words.</summary>
internal static class AuditText
{
    internal static IEnumerable<string> Lines(AuditReport report)
    {
        yield return report.IsClean
            ? $"clean: {report.Folder}"
            : $"not clean: {report.Folder} has {Phrases.Count(report.FindingCount)} finding{Plural(report.FindingCount)}";
        yield return $"  {Phrases.Count(report.StepCount)} step{Plural(report.StepCount)}, "
            + $"{Phrases.Count(report.SampleCount)} samples of {report.EpochCount} epoch{Plural(report.EpochCount)} "
            + $"by {(report.SampleSource == "plan" ? "the plan" : report.SampleSource)}";
        yield return $"  chain {report.Chain}";
        foreach (string note in report.Notes) yield return $"  note: {note}";
        foreach (AuditFinding finding in report.Findings)
        {
            yield return $"{finding.Where}: {finding.What}";
            yield return $"  next: {finding.Next}";
        }
        if (report.FindingCount > report.Findings.Count)
            yield return $"and {Phrases.Count(report.FindingCount - report.Findings.Count)} more";
    }

    internal static IEnumerable<string> Lines(RunDifference difference)
    {
        if (difference.IsEqual)
        {
            yield return $"equal: {Phrases.Count(difference.FirstCount)} step{Plural(difference.FirstCount)}";
            yield break;
        }
        long common = Math.Min(difference.FirstCount, difference.SecondCount);
        yield return difference.Step is { } step
            ? $"different from step {step} on, in {string.Join(", ", difference.Parts.Select(part => part.Name))}"
            : $"equal in the {Phrases.Count(common)} step{Plural(common)} that both have, and of different lengths";
        yield return $"  A {difference.First}: {Phrases.Count(difference.FirstCount)} steps";
        yield return $"  B {difference.Second}: {Phrases.Count(difference.SecondCount)} steps";
        foreach ((string name, string first, string second) in difference.Parts)
            yield return $"  {name}: A {Shown(first)}, B {Shown(second)}";
        foreach (string key in difference.Configuration) yield return $"  configuration, A -> B: {key}";
        yield return $"next:  {Next(difference)}";
    }

    private static string Next(RunDifference difference) => difference switch
    {
        { Configuration.Count: > 0 } => "Compare runs of one configuration, or look whether these keys explain it.",
        { Step: null } => "Let the shorter run go on to its end, then compare again.",
        _ => "One configuration gave two results: compare processor, train.threads and data of both (docs/determinism.md), "
            + "and audit each run alone.",
    };

    private static string Shown(string value) => value.Length == 0 ? "none" : value;

    private static string Plural(long count) => count == 1 ? "" : "s";
}
