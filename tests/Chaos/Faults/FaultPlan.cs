using Distillery.Shared.Seeds;

namespace Distillery.Chaos.Faults;

/// <summary>What goes wrong in a run, from a seed. How the processes meet it is up to the machine: the same seed gives the same
/// blows and not the same run.</summary>
public static class FaultPlan
{
    private const int LongestDelayMilliseconds = 400;
    private const double ChanceOfAnother = 0.3; // While the run still recovers from the one before.

    /// <summary>In order of steps.</summary>
    /// <param name="totalSteps">Of the run: faults fall into its first nine tenths.</param>
    public static IReadOnlyList<Fault> Of(long seed, int count, long totalSteps)
    {
        RandomStream stream = RandomStream.Named(seed, "chaos");
        List<Fault> faults = [];
        FaultKind[] kinds = Enum.GetValues<FaultKind>();
        long step = 0;
        for (int i = 0; i < count; i++)
        {
            bool isAtOnce = i > 0 && stream.NextDouble() < ChanceOfAnother;
            if (!isAtOnce) step = 1 + (long)(((i + stream.NextDouble()) / count) * totalSteps * 0.9);
            faults.Add(new Fault(
                kinds[stream.NextInt(kinds.Length)], step, stream.NextInt(LongestDelayMilliseconds), stream.NextInt(1 << 16)));
        }
        return faults;
    }
}
