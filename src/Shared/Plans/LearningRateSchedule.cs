using Distillery.Shared.Configuration;

namespace Distillery.Shared.Plans;

/// <summary>The learning rate of each step: a pure function of configuration and step.</summary>
public sealed class LearningRateSchedule(
    ScheduleConfig config, double baseRate, long stepsPerEpoch, long totalSteps)
{
    private readonly long _warmupSteps = (long)Math.Round(config.WarmupEpochs * stepsPerEpoch);

    /// <summary>During warm-up it rises linearly and reaches the base rate with the last warm-up step; after that
    /// multi-step multiplies by the factor at each milestone's first step, and cosine falls from the base rate to
    /// final_ratio of it over the steps that are left (Loshchilov and Hutter 2017, without restarts).</summary>
    /// <param name="step">Counted from 0.</param>
    public double At(long step)
    {
        if (step < _warmupSteps) return baseRate * (step + 1) / _warmupSteps;
        return config.Name switch
        {
            ScheduleName.Multistep => baseRate * Math.Pow(config.Factor, MilestonesReached(step)),
            ScheduleName.Cosine => baseRate * CosineShare(step),
            _ => baseRate,
        };
    }

    private int MilestonesReached(long step) => config.Milestones.Count(epoch => step >= epoch * stepsPerEpoch);

    private double CosineShare(long step)
    {
        double progress = (double)(step - _warmupSteps) / Math.Max(1, totalSteps - _warmupSteps);
        return config.FinalRatio + (1 - config.FinalRatio) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress)));
    }
}
