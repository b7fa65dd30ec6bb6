using Distillery.Cli.Bench;
using Distillery.Cli.Bench.Step;

namespace Distillery.Cli.Tests.Bench;

/// <summary>A side whose steps take a stated time, on paper.</summary>
internal sealed class SteadySide(double secondsPerStep, List<string> log, string name) : IStepSide
{
    public double Train(int steps) => Log("train", steps);

    public double Forward(int steps) => Log("forward", steps);

    private double Log(string what, int steps)
    {
        log.Add($"{name} {what} {steps}");
        return steps * secondsPerStep;
    }
}
