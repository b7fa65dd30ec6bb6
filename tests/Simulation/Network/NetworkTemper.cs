namespace Distillery.Simulation.Network;

/// <summary>How badly a network behaves without being broken.</summary>
/// <param name="SlowPercent">Messages that take longer than usual.</param>
/// <param name="RepeatedPerThousand">Messages that arrive twice.</param>
public sealed record NetworkTemper(
    long LossAfterMicroseconds, int SlowPercent, int SlowestMicroseconds, int RepeatedPerThousand);
