namespace Distillery.Cli.Bench;

/// <summary>Images a second of both sides, by round.</summary>
internal sealed record Rates(double[] Product, double[] Peer)
{
    /// <summary>The product's over the peer's in the same round: above 1 the product is faster.</summary>
    internal double[] Ratios { get; } = [.. Product.Zip(Peer, (product, peer) => product / peer)];

    /// <summary>In images, of sides that measured steps of so many.</summary>
    internal static Rates OfSteps((double[] Product, double[] Peer) stepsPerSecond, int imagesPerStep) => new(
        [.. stepsPerSecond.Product.Select(steps => steps * imagesPerStep)],
        [.. stepsPerSecond.Peer.Select(steps => steps * imagesPerStep)]);

    internal static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
