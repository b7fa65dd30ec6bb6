using Distillery.Shared.Compute;

namespace Distillery.GpuNode.Training;

/// <summary>From the ranks' results to one report of the step.</summary>
internal static class StepReports
{
    internal static double MeanLoss(RankResult[] ranks) => ranks.Average(rank => rank.Step.Loss);

    internal static double? MeanUncertainty(RankResult[] ranks)
    {
        double sum = 0;
        long count = 0;
        foreach (RankResult rank in ranks)
        {
            foreach (float value in rank.Step.Selection.Uncertainties) sum += value;
            count += rank.Step.Selection.Uncertainties.Length;
        }
        return count == 0 ? null : sum / count;
    }

    /// <summary>Ranks compute side by side: their phases are averaged. Averaging and applying happen once.</summary>
    internal static double[] PhaseSeconds(RankResult[] ranks, double[] shared)
    {
        double[] seconds = [.. shared];
        foreach (RankResult rank in ranks)
        {
            seconds[(int)StepPhase.Data] += rank.DataWaitSeconds / ranks.Length;
            for (int phase = 0; phase < seconds.Length; phase++)
                seconds[phase] += rank.Step.PhaseSeconds[phase] / ranks.Length;
        }
        return seconds;
    }
}
