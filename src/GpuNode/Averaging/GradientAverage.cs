using Distillery.Shared.Averaging;
using Distillery.GpuNode.Parameters;
using Distillery.Torch;

namespace Distillery.GpuNode.Averaging;

/// <summary>The average of the contributions of all ranks of one process, on whatever device they are.</summary>
public static class GradientAverage
{
    /// <summary>Leaves the average in the first rank's contribution, which is returned; the others are used as working
    /// memory. Every rank counts alike, for their batches are of one size.</summary>
    /// <param name="contributions">By rank.</param>
    public static FlatGradients Of(IReadOnlyList<FlatGradients> contributions)
    {
        using NoGrad guard = NoGrad.Begin();
        foreach ((int target, int source) in RankTree.Additions(contributions.Count))
            contributions[target].All.AddInPlace(contributions[source].All);
        contributions[0].All.DivideInPlace(contributions.Count);
        return contributions[0];
    }
}
