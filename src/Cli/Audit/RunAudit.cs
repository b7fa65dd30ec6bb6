using Distillery.Coordinator.Record;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Audit;

/// <summary>Whether the record of a run holds together: the chain is whole, no step is missing, each has all ranks with all
/// their samples, and every sample of an epoch is used once.</summary>
internal static class RunAudit
{
    private const string Redo = "Go on from a checkpoint before that step, or run again in another folder.";

    /// <exception cref="Distillery.Shared.UserErrorException">It is no folder of a run whose steps were
    /// recorded.</exception>
    internal static AuditReport Check(string path)
    {
        AuditedRun run = AuditedRun.Open(path);
        FindingList findings = new();
        List<string> notes = [];
        (long count, string chain, StepLogDamage? damage) = StepLog.Verify(run.Folder.StepsPath);
        if (damage is not null) Tell(damage, findings, notes);
        StepCounts counts = default;
        using SampleAudit samples = new(run, findings);
        foreach (StepEntry entry in StepLog.ReadEntries(run.Folder.StepsPath).TakeWhile(entry => entry.Step < count))
        {
            counts += entry.Counts;
            CheckRanks(entry, run, findings);
            if (!IsClosing(entry)) samples.Check(entry);
        }
        samples.CheckEnd(count);
        CheckSummary(run.Summary, count, counts, findings);
        return new AuditReport(
            run.Folder.FullPath, count, samples.EpochCount, samples.SampleCount, samples.Source, chain, findings.First,
            findings.Count, notes);
    }

    private static bool IsClosing(StepEntry entry) => entry.SamplesDigest.Length == 0;

    private static void Tell(StepLogDamage damage, FindingList findings, List<string> notes)
    {
        string where = $"steps.jsonl:{damage.Line}";
        if (damage.IsTail && damage.Text.StartsWith("it has no end", StringComparison.Ordinal))
            notes.Add($"{where} is being written or was cut off; it is removed when the run goes on");
        else
            findings.Add(
                damage.Text, where,
                "Bring a sound copy back, or delete that line and all below it: the run then goes on from a checkpoint "
                + "before it.");
    }

    private static void CheckRanks(StepEntry entry, AuditedRun run, FindingList findings)
    {
        string where = $"steps.jsonl:{entry.Step + 1}, step {entry.Step}";
        int ranks = run.Config.Train.Replicas;
        if (entry.RankCount != ranks)
            findings.Add($"{entry.RankCount} ranks of {ranks} are in the average", where, Redo);
        else if (!IsClosing(entry) && entry.Counts.Samples != run.Config.Train.SamplesPerStep)
            findings.Add(
                $"the ranks had {entry.Counts.Samples} samples instead of {run.Config.Train.SamplesPerStep}", where, Redo);
        if (entry.DifferingRanks.Count > 0)
            findings.Add(
                $"before this step the weights of ranks {string.Join(", ", entry.DifferingRanks)} differed from the others'",
                where, "Look for the nodes that hosted them, and go on from a checkpoint before that step without them.");
    }

    private static void CheckSummary(RunSummary? summary, long count, StepCounts counts, FindingList findings)
    {
        if (summary is not { Status: RunStatus.Completed }) return;
        const string Next = "Bring steps.jsonl or summary.json back from a sound copy of the folder.";
        if (count != summary.Steps + 1)
            findings.Add(
                $"there are {count} steps where a run of {summary.Steps} and its closing step have {summary.Steps + 1}",
                "steps.jsonl", Next);
        else if (summary.SamplesSeen != counts.Samples || summary.TeacherQueries != counts.Queries)
            findings.Add(
                $"it says {summary.SamplesSeen} samples and {summary.TeacherQueries} teacher queries, and the steps sum up to "
                + $"{counts.Samples} and {counts.Queries}", "summary.json", Next);
    }
}
