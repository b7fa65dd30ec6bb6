using System.Globalization;

namespace Distillery.Simulation.Soak;

/// <summary>How the protocol's messages and time grow with the number of nodes, as a table.</summary>
public sealed class GrowthReport(TextWriter output, TimeProvider time)
{
    private static readonly string[] Titles =
    [
        "nodes", "links", "messages a step", "of the busiest node", "of the coordinator", "control bytes a step",
        "recovery: messages", "control bytes", "new generation after ms", "next step after ms", "wall ms a step",
    ];

    public void Write(IReadOnlyList<int> sizes, CancellationToken stop)
    {
        WriteLine(Titles);
        WriteLine(Titles.Select(_ => "---:"));
        foreach (int size in sizes.TakeWhile(_ => !stop.IsCancellationRequested)) WriteLine(Cells(new GrowthProbe(size, time).Measure()));
    }

    private static IEnumerable<string> Cells(GrowthRow row) =>
    [
        Number(row.Nodes),
        Number(row.Links),
        Number(row.Steady.Messages / row.Steps),
        Number(row.Steady.BusiestNodeMessages / row.Steps),
        Number(row.Steady.CoordinatorMessages / row.Steps),
        Number(row.Steady.ControlBytes / row.Steps),
        Number(row.Recovery.Messages - row.Recovery.SliceMessages),
        Number(row.Recovery.ControlBytes),
        Number(row.PauseMilliseconds),
        Number(row.RecoveryMilliseconds),
        Number(row.WallSeconds * 1000 / row.Steps),
    ];

    private static string Number(double value) => Math.Round(value).ToString("N0", CultureInfo.InvariantCulture);

    private void WriteLine(IEnumerable<string> cells) => output.WriteLine($"| {string.Join(" | ", cells)} |");
}
