using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;
using Distillery.Coordinator.Record;
using Distillery.Shared.Configuration;

namespace Distillery.Coordinator.Observation;

/// <summary>Puts a <see cref="ClusterView"/> together.</summary>
internal static class ClusterViews
{
    internal static ClusterView Of(string runId, RunConfig config, CoordinatorMachine machine, RunKeeper keeper)
    {
        RecordTotals totals = keeper.Totals;
        return new ClusterView(
            runId, config.Name, config.Methods[0].Label, machine.Phase, machine.Generation, totals.Steps,
            keeper.Shape?.Facts.TotalSteps, keeper.Shape?.EpochsAt(totals.Steps), totals.LastEvaluation?.Top1,
            keeper.Shape?.LedgerOf(totals.Counts).Summary.Ratio, totals.Counts.Queries, keeper.WallSeconds,
            keeper.History.Losses, machine.Nodes)
        {
            SamplesSeen = totals.Counts.Samples,
            Pace = keeper.Curves.Pace(),
        };
    }
}
