using Distillery.Messages.Progress;

namespace Distillery.Coordinator.Observation;

/// <summary>The accuracy of the weights after so many steps.</summary>
/// <param name="Step">How many steps had been applied.</param>
/// <param name="Epoch">The position in epochs, with its fraction.</param>
/// <param name="Counts">Over the whole validation set.</param>
public sealed record EvaluationReport(long Step, double Epoch, EvaluationCounts Counts)
{
    public long Images => Counts.Images;

    /// <summary>0 to 1.</summary>
    public double Top1 => Counts.Images == 0 ? 0 : (double)Counts.Top1 / Counts.Images;

    /// <summary>0 to 1.</summary>
    public double Top5 => Counts.Images == 0 ? 0 : (double)Counts.Top5 / Counts.Images;
}
