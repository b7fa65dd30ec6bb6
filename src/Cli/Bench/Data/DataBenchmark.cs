namespace Distillery.Cli.Bench.Data;

/// <summary>Times how fast two sides prepare images.</summary>
internal static class DataBenchmark
{
    private const int WarmUpImages = 256;

    /// <param name="turnSeconds">How long a turn takes about.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal static Rates Measure(IDataSide product, IDataSide peer, int rounds, double turnSeconds, CancellationToken stop)
    {
        int productImages = Turns.AmountIn(turnSeconds, WarmUpImages, product.Prepare);
        int peerImages = Turns.AmountIn(turnSeconds, WarmUpImages, peer.Prepare);
        (double[] productRates, double[] peerRates) = Turns.Take(
            rounds, () => productImages / product.Prepare(productImages), () => peerImages / peer.Prepare(peerImages), stop);
        return new Rates(productRates, peerRates);
    }
}
