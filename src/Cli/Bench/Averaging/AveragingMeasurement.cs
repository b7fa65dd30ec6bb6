using System.Text.Json.Nodes;
using Distillery.Cli.Terminal;

namespace Distillery.Cli.Bench.Averaging;

/// <summary>What an averaging benchmark of one shape has found.</summary>
/// <param name="ProductSeconds">Of a round, by turn.</param>
/// <param name="PeerSeconds">The same of the peer.</param>
internal sealed record AveragingMeasurement(AveragingShape Shape, double[] ProductSeconds, double[] PeerSeconds)
{
    private const double MillisecondsPerSecond = 1e3;

    internal static IReadOnlyList<string> Heads { get; } =
    [
        "transport", "processes", "MB", "distill ms", "gloo ms", "distill GB/s", "gloo GB/s", "ratio", "min to max",
    ];

    /// <summary>The peer's time over the product's in the same turn: above 1 the product is faster.</summary>
    internal double[] Ratios { get; } = [.. PeerSeconds.Zip(ProductSeconds, (peer, product) => peer / product)];

    internal IReadOnlyList<string> Row =>
    [
        Shape.TransportName, $"{Shape.Processes}", $"{Shape.Megabytes}",
        Milliseconds(ProductSeconds), Milliseconds(PeerSeconds), Rate(ProductSeconds), Rate(PeerSeconds),
        Phrases.Number(Rates.Median(Ratios), "F2"),
        $"{Phrases.Number(Ratios.Min(), "F2")} to {Phrases.Number(Ratios.Max(), "F2")}",
    ];

    /// <param name="peerVersion">Of PyTorch.</param>
    internal string ToJson(string peerVersion) => new JsonObject
    {
        ["bench"] = "averaging",
        ["transport"] = Shape.TransportName,
        ["processes"] = Shape.Processes,
        ["megabytes"] = Shape.Megabytes,
        ["rounds"] = Ratios.Length,
        ["peer"] = $"gloo of PyTorch {peerVersion}",
        ["milliseconds"] = Rates.Median(ProductSeconds) * MillisecondsPerSecond,
        ["peer_milliseconds"] = Rates.Median(PeerSeconds) * MillisecondsPerSecond,
        ["gigabytes_per_second"] = Shape.GigabytesPerSecond(Rates.Median(ProductSeconds)),
        ["peer_gigabytes_per_second"] = Shape.GigabytesPerSecond(Rates.Median(PeerSeconds)),
        ["ratio"] = Rates.Median(Ratios),
        ["ratio_min"] = Ratios.Min(),
        ["ratio_max"] = Ratios.Max(),
    }.ToJsonString();

    private static string Milliseconds(double[] seconds) =>
        Phrases.Number(Rates.Median(seconds) * MillisecondsPerSecond, "F2");

    private string Rate(double[] seconds) => Phrases.Number(Shape.GigabytesPerSecond(Rates.Median(seconds)), "F2");
}
