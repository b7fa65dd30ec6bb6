namespace Distillery.Cli.Bench.Averaging;

/// <summary>One side of an averaging benchmark: some processes that stand by with a vector each.</summary>
internal interface IAveragingSide
{
    /// <summary>Averages over and over, each round as soon as a process has the whole average of the one before.</summary>
    /// <returns>Seconds for all rounds, of the slowest process.</returns>
    double Average(int rounds);
}
