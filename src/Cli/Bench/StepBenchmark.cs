namespace Distillery.Cli.Bench;

/// <summary>Times two sides in turns, so that whatever else the machine does hits both.</summary>
internal static class StepBenchmark
{
    private const int WarmUpSteps = 5;
    private const double TurnSeconds = 0.7; // Long against the clock, short against the machine's moods.

    /// <param name="rounds">How often each side has its turn, 1 or more.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal static StepMeasurement Measure(
        IStepSide product, IStepSide peer, BenchShape shape, int rounds, CancellationToken stop) =>
        new(
            shape,
            Interleave(product.Train, peer.Train, shape.Batch, rounds, stop),
            Interleave(product.Forward, peer.Forward, shape.Batch, rounds, stop));

    private static Rates Interleave(
        Func<int, double> product, Func<int, double> peer, int batch, int rounds, CancellationToken stop)
    {
        int productSteps = StepsForOneTurn(product);
        int peerSteps = StepsForOneTurn(peer);
        double[] productRates = new double[rounds];
        double[] peerRates = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            bool isProductFirst = round % 2 == 0; // Each side follows the other equally often.
            if (isProductFirst) productRates[round] = batch * productSteps / product(productSteps);
            peerRates[round] = batch * peerSteps / peer(peerSteps);
            if (!isProductFirst) productRates[round] = batch * productSteps / product(productSteps);
        }
        return new Rates(productRates, peerRates);
    }

    private static int StepsForOneTurn(Func<int, double> side)
    {
        side(WarmUpSteps);
        double secondsPerStep = side(WarmUpSteps) / WarmUpSteps;
        return Math.Max(1, (int)Math.Round(TurnSeconds / secondsPerStep));
    }
}
