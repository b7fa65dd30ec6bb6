namespace Distillery.Cli.Bench.Averaging;

/// <summary>Times how long two sides take to average.</summary>
internal static class AveragingBenchmark
{
    private const int WarmUpRounds = 5;
    private const double TurnSeconds = 0.7; // Long against the clock, short against the machine's moods.

    /// <param name="turns">How often each side has its turn, 1 or more.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal static AveragingMeasurement Measure(
        IAveragingSide product, IAveragingSide peer, AveragingShape shape, int turns, CancellationToken stop)
    {
        int productRounds = Turns.AmountIn(TurnSeconds, WarmUpRounds, product.Average);
        int peerRounds = Turns.AmountIn(TurnSeconds, WarmUpRounds, peer.Average);
        (double[] productSeconds, double[] peerSeconds) = Turns.Take(
            turns, () => product.Average(productRounds) / productRounds, () => peer.Average(peerRounds) / peerRounds, stop);
        return new AveragingMeasurement(shape, productSeconds, peerSeconds);
    }
}
