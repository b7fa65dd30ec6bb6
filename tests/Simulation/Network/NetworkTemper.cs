using Distillery.Simulation.Time;

namespace Distillery.Simulation.Network;

/// <summary>How badly a network behaves without being broken.</summary>
/// <param name="SlowPercent">Messages that take longer than usual.</param>
/// <param name="RepeatedPerThousand">Messages that arrive twice.</param>
public sealed record NetworkTemper(
    long LossAfterMicroseconds, int SlowPercent, int SlowestMicroseconds, int RepeatedPerThousand)
{
    /// <summary>How long a message is on its way, in microseconds.</summary>
    public long Delay(SeededRandom random) => random.Chance(SlowPercent)
        ? random.Between(1_000, SlowestMicroseconds) : random.Between(50, 1_500);
}
