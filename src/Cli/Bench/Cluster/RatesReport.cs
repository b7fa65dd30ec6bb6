using System.Text.Json.Nodes;
using Distillery.Cli.Terminal;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Bench.Cluster;

/// <summary>How a run's rate is told beside its peer's.</summary>
/// <param name="Name">Of the benchmark.</param>
/// <param name="Product">What was measured.</param>
/// <param name="Peer">What it was measured beside.</param>
internal sealed record RatesReport(string Name, string Product, string Peer)
{
    /// <returns>One JSON object on one line.</returns>
    internal string ToJson(RunConfig config, Rates rates) => new JsonObject
    {
        ["bench"] = Name,
        ["peer"] = Peer,
        ["architecture"] = config.Student.Architecture,
        ["batch"] = config.Train.Batch,
        ["threads"] = config.Train.Threads,
        ["rounds"] = rates.Ratios.Length,
        ["images_per_second"] = Rates.Median(rates.Product),
        ["peer_images_per_second"] = Rates.Median(rates.Peer),
        ["ratio"] = Rates.Median(rates.Ratios),
        ["ratio_min"] = rates.Ratios.Min(),
        ["ratio_max"] = rates.Ratios.Max(),
    }.ToJsonString();

    /// <returns>Two lines: heads and figures.</returns>
    internal string ToTable(RunConfig config, Rates rates)
    {
        string[] heads = ["network", $"{Product}, images/s", $"{Peer}, images/s", "ratio", "min to max"];
        string[] row =
        [
            config.Student.Architecture,
            Phrases.Number(Rates.Median(rates.Product), "F0"), Phrases.Number(Rates.Median(rates.Peer), "F0"),
            Phrases.Number(Rates.Median(rates.Ratios), "F3"),
            $"{Phrases.Number(rates.Ratios.Min(), "F3")} to {Phrases.Number(rates.Ratios.Max(), "F3")}",
        ];
        return TextTable.Render(heads, [row]);
    }
}
