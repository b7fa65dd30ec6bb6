namespace Distillery.Cli.Bench;

/// <summary>Lets two sides have turns, so that whatever else the machine does hits both.</summary>
internal static class Turns
{
    /// <summary>Calls both sides once a round, and each of them first equally often.</summary>
    /// <param name="rounds">1 or more.</param>
    /// <param name="product">One turn; gives its figure.</param>
    /// <returns>The figures of both sides, by round.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal static (double[] Product, double[] Peer) Take(
        int rounds, Func<double> product, Func<double> peer, CancellationToken stop)
    {
        double[] products = new double[rounds], peers = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            bool isProductFirst = round % 2 == 0;
            if (isProductFirst) products[round] = product();
            peers[round] = peer();
            if (!isProductFirst) products[round] = product();
        }
        return (products, peers);
    }

    /// <summary>How much of its work a side does in about so many seconds; asks it twice, as the first time warms it up.</summary>
    /// <param name="side">Does so much of its work; gives the seconds that it took.</param>
    internal static int AmountIn(double seconds, int warmUp, Func<int, double> side)
    {
        side(warmUp);
        double secondsOfOne = side(warmUp) / warmUp;
        return Math.Max(1, (int)Math.Round(seconds / secondsOfOne));
    }
}
