namespace Distillery.Cli.Bench.Averaging;

/// <summary>Times two sides in turns, so that whatever else the machine does hits both.</summary>
internal static class AveragingBenchmark
{
    private const int WarmUpRounds = 5;
    private const double TurnSeconds = 0.7; // Long against the clock, short against the machine's moods.

    /// <param name="turns">How often each side has its turn, 1 or more.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal static AveragingMeasurement Measure(
        IAveragingSide product, IAveragingSide peer, AveragingShape shape, int turns, CancellationToken stop)
    {
        int productRounds = RoundsForOneTurn(product);
        int peerRounds = RoundsForOneTurn(peer);
        double[] productSeconds = new double[turns];
        double[] peerSeconds = new double[turns];
        for (int turn = 0; turn < turns; turn++)
        {
            stop.ThrowIfCancellationRequested();
            bool isProductFirst = turn % 2 == 0; // Each side follows the other equally often.
            if (isProductFirst) productSeconds[turn] = product.Average(productRounds) / productRounds;
            peerSeconds[turn] = peer.Average(peerRounds) / peerRounds;
            if (!isProductFirst) productSeconds[turn] = product.Average(productRounds) / productRounds;
        }
        return new AveragingMeasurement(shape, productSeconds, peerSeconds);
    }

    private static int RoundsForOneTurn(IAveragingSide side)
    {
        side.Average(WarmUpRounds);
        double secondsPerRound = side.Average(WarmUpRounds) / WarmUpRounds;
        return Math.Max(1, (int)Math.Round(TurnSeconds / secondsPerRound));
    }
}
