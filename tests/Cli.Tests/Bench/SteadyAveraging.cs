using Distillery.Cli.Bench.Averaging;

namespace Distillery.Cli.Tests.Bench;

/// <summary>A side whose rounds take a stated time, on paper.</summary>
internal sealed class SteadyAveraging(double secondsPerRound, List<string> log, string name) : IAveragingSide
{
    public double Average(int rounds)
    {
        log.Add($"{name} {rounds}");
        return rounds * secondsPerRound;
    }
}
