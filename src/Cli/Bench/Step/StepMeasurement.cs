using System.Text.Json.Nodes;
using Distillery.Cli.Terminal;

namespace Distillery.Cli.Bench.Step;

/// <summary>What a step benchmark of one architecture has found.</summary>
internal sealed record StepMeasurement(StepShape Shape, Rates Training, Rates Forward)
{
    internal static IReadOnlyList<string> Heads { get; } =
        ["network", "what", "distill images/s", "PyTorch images/s", "ratio", "min to max"];

    internal IEnumerable<IReadOnlyList<string>> Rows => [Row("step", Training), Row("forward", Forward)];

    /// <param name="peerVersion">Of PyTorch.</param>
    internal string ToJson(string peerVersion) => new JsonObject
    {
        ["bench"] = "step",
        ["architecture"] = Shape.Architecture,
        ["batch"] = Shape.Batch,
        ["threads"] = Shape.Threads,
        ["channels"] = Shape.Channels,
        ["pixels"] = Shape.Pixels,
        ["classes"] = Shape.Classes,
        ["rounds"] = Training.Ratios.Length,
        ["peer"] = $"PyTorch {peerVersion}",
        ["step"] = Members(Training),
        ["forward"] = Members(Forward),
    }.ToJsonString();

    private static JsonObject Members(Rates rates) => new()
    {
        ["images_per_second"] = Rates.Median(rates.Product),
        ["peer_images_per_second"] = Rates.Median(rates.Peer),
        ["ratio"] = Rates.Median(rates.Ratios),
        ["ratio_min"] = rates.Ratios.Min(),
        ["ratio_max"] = rates.Ratios.Max(),
    };

    private string[] Row(string what, Rates rates) =>
    [
        Shape.Architecture,
        what,
        Phrases.Number(Rates.Median(rates.Product), "F0"),
        Phrases.Number(Rates.Median(rates.Peer), "F0"),
        Phrases.Number(Rates.Median(rates.Ratios), "F3"),
        $"{Phrases.Number(rates.Ratios.Min(), "F3")} to {Phrases.Number(rates.Ratios.Max(), "F3")}",
    ];
}
