using Distillery.Coordinator.Record;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.History;

/// <summary>Reads the curves of a run out of its folder, whether it is over or goes on, and changes nothing.</summary>
public static class PastRun
{
    /// <param name="config">That the folder holds.</param>
    /// <returns>Without points when no step was recorded.</returns>
    /// <exception cref="UserErrorException">A file of the folder is not what a coordinator has written.</exception>
    public static StepHistory Read(RunFolder folder, RunConfig config)
    {
        StepHistory history = new();
        if (CoordinatorState.Read(folder.CoordinatorPath)?.Facts is not { } facts) return history;
        RunShape shape = new(config, facts);
        history.Begin(shape);
        StepCounts counts = default;
        foreach (StepEntry entry in StepLog.ReadEntries(folder.StepsPath))
        {
            counts += entry.Counts;
            history.Add(entry, counts);
        }
        return history;
    }
}
