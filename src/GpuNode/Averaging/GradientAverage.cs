using System.Numerics.Tensors;
using Distillery.GpuNode.Parameters;

namespace Distillery.GpuNode.Averaging;

/// <summary>The average of the contributions of all ranks of one process.</summary>
public static class GradientAverage
{
    /// <summary>Leaves the average in the first rank's contribution, which is returned; the others are used as working
    /// memory. Every rank counts alike, for their batches are of one size.</summary>
    /// <param name="contributions">By rank, in host memory.</param>
    public static FlatGradients Of(IReadOnlyList<FlatGradients> contributions)
    {
        foreach ((int target, int source) in RankTree.Additions(contributions.Count))
        {
            Span<float> sum = contributions[target].All.HostSpan<float>();
            TensorPrimitives.Add(sum, contributions[source].All.HostSpan<float>(), sum);
        }
        Span<float> average = contributions[0].All.HostSpan<float>();
        TensorPrimitives.Divide(average, contributions.Count, average);
        return contributions[0];
    }
}
