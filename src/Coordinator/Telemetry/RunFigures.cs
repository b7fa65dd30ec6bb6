using Distillery.Coordinator.Protocol;
using Distillery.Coordinator.Record;

namespace Distillery.Coordinator.Telemetry;

/// <summary>What the coordinator's loop lets scrapers see of its state, all of one moment.</summary>
/// <param name="Shape">Null until a node has told what the run is.</param>
internal sealed record RunFigures(
    RecordTotals Totals, RunShape? Shape, long Generation, bool IsRunning, IReadOnlyList<NodeView> Nodes, double Goodput)
{
    internal static RunFigures None { get; } = new(RecordTotals.None, null, 0, false, [], double.NaN);
}
