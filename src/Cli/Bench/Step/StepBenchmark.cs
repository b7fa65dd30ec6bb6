namespace Distillery.Cli.Bench.Step;

/// <summary>Times training steps and forward passes of two sides.</summary>
internal static class StepBenchmark
{
    private const int WarmUpSteps = 5;
    private const double TurnSeconds = 0.7; // Long against the clock, short against the machine's moods.

    /// <param name="rounds">How often each side has its turn, 1 or more.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal static StepMeasurement Measure(
        IStepSide product, IStepSide peer, StepShape shape, int rounds, CancellationToken stop) =>
        new(
            shape,
            Interleave(product.Train, peer.Train, shape.Batch, rounds, stop),
            Interleave(product.Forward, peer.Forward, shape.Batch, rounds, stop));

    private static Rates Interleave(
        Func<int, double> product, Func<int, double> peer, int batch, int rounds, CancellationToken stop)
    {
        int productSteps = Turns.AmountIn(TurnSeconds, WarmUpSteps, product);
        int peerSteps = Turns.AmountIn(TurnSeconds, WarmUpSteps, peer);
        return Rates.OfSteps(
            Turns.Take(rounds, () => productSteps / product(productSteps), () => peerSteps / peer(peerSteps), stop), batch);
    }
}
