using Distillery.GpuNode.Compute;
using Distillery.Shared.Compute;

namespace Distillery.GpuNode.Tests.Compute;

public sealed class PhaseTimerTests
{
    [Fact]
    public void Time_goes_to_the_phase_that_ends()
    {
        HandTime time = new();
        PhaseTimer timer = new(time);
        time.Advance(2);
        timer.End(StepPhase.Score);
        time.Advance(3);
        timer.End(StepPhase.Teacher);
        time.Advance(5);
        timer.End(StepPhase.Score);

        Assert.Equal(7, timer.Seconds[(int)StepPhase.Score], 1e-9);
        Assert.Equal(3, timer.Seconds[(int)StepPhase.Teacher], 1e-9);
        Assert.Equal(0, timer.Seconds[(int)StepPhase.Apply]);
        Assert.Equal(6, timer.Seconds.Length);
    }

    private sealed class HandTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        internal void Advance(int seconds) => _ticks += seconds * TimeSpan.TicksPerSecond;
    }
}
