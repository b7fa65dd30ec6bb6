namespace Distillery.Cli.Bench.Data;

/// <summary>Times two sides in turns, so that whatever else the machine does hits both.</summary>
internal static class DataBenchmark
{
    private const int WarmUpImages = 256;

    /// <param name="turnSeconds">How long a turn takes about.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal static Rates Measure(IDataSide product, IDataSide peer, int rounds, double turnSeconds, CancellationToken stop)
    {
        int productImages = ImagesForOneTurn(product, turnSeconds);
        int peerImages = ImagesForOneTurn(peer, turnSeconds);
        double[] productRates = new double[rounds];
        double[] peerRates = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            bool isProductFirst = round % 2 == 0; // Each side follows the other equally often.
            if (isProductFirst) productRates[round] = productImages / product.Prepare(productImages);
            peerRates[round] = peerImages / peer.Prepare(peerImages);
            if (!isProductFirst) productRates[round] = productImages / product.Prepare(productImages);
        }
        return new Rates(productRates, peerRates);
    }

    private static int ImagesForOneTurn(IDataSide side, double turnSeconds)
    {
        side.Prepare(WarmUpImages);
        double rate = WarmUpImages / side.Prepare(WarmUpImages);
        return Math.Max(WarmUpImages, (int)(rate * turnSeconds));
    }
}
