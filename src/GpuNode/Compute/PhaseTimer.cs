using Distillery.Shared.Compute;

namespace Distillery.GpuNode.Compute;

/// <summary>Splits the time of a step over its phases.</summary>
public sealed class PhaseTimer(TimeProvider time)
{
    private long _last = time.GetTimestamp();

    /// <summary>Seconds by <see cref="StepPhase"/>.</summary>
    public double[] Seconds { get; } = new double[Enum.GetValues<StepPhase>().Length];

    /// <summary>Counts the time since the last end towards a phase.</summary>
    public void End(StepPhase phase)
    {
        long now = time.GetTimestamp();
        Seconds[(int)phase] += time.GetElapsedTime(_last, now).TotalSeconds;
        _last = now;
    }
}
