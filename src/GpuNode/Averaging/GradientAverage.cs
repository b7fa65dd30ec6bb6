using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;
using Distillery.Shared.Averaging;

namespace Distillery.GpuNode.Averaging;

/// <summary>The average of the contributions of all ranks of one process, on whatever device they are.</summary>
public static class GradientAverage
{
    /// <summary>Leaves the average in the first rank's contribution, which is returned; the others are used as working
    /// memory. Every rank counts alike, for their batches are of one size.</summary>
    /// <param name="contributions">By rank.</param>
    public static FlatGradients Of(IReadOnlyList<FlatGradients> contributions)
    {
        using IDisposable guard = no_grad();
        foreach ((int target, int source) in RankTree.Additions(contributions.Count))
            contributions[target].All.add_(contributions[source].All, Scalars.One);
        using Scalar count = contributions.Count.ToScalar();
        contributions[0].All.div_(count);
        return contributions[0];
    }
}
