using Distillery.Coordinator.Record;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Audit;

/// <summary>What there is of a run in its folder, read without changing anything.</summary>
/// <param name="Plan">Null when nobody has written down how many samples the data have.</param>
/// <param name="Summary">Null when there is none.</param>
internal sealed record AuditedRun(RunFolder Folder, RunConfig Config, SamplePlan? Plan, RunSummary? Summary)
{
    /// <exception cref="UserErrorException">It is no folder of a run whose steps were recorded.</exception>
    internal static AuditedRun Open(string path)
    {
        RunFolder folder = RunFolder.OpenForReading(path);
        if (!File.Exists(folder.StepsPath))
        {
            throw new UserErrorException(
                $"{folder.FullPath} has no steps.jsonl",
                "Name the folder of one run; a run of several methods has a folder for each.");
        }
        if (folder.ReadConfigText() is not { } text)
        {
            throw new UserErrorException(
                $"{folder.FullPath} has no config.yaml, which says what the run should have done",
                "Bring the file back from where the folder was copied.");
        }
        RunConfig config = ConfigLoader.Parse(text, folder.ConfigPath);
        SamplePlan? plan = CoordinatorState.Read(folder.CoordinatorPath)?.Facts is { } facts
            ? SamplePlans.Create(config, facts.TrainingSamples, facts.Shards)
            : null;
        return new AuditedRun(folder, config, plan, File.Exists(folder.SummaryPath) ? RunSummary.Read(folder.SummaryPath) : null);
    }
}
