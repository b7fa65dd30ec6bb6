using Distillery.Shared.Averaging;

namespace Distillery.Cli.Bench.Averaging;

/// <summary>The vectors that the product's processes average: cheap to make, and any process knows all of them, so that each
/// can check what it got.</summary>
internal static class TestVector
{
    private const int Values = 65_536;
    private const int Stride = 40_503; // Odd, so that all values come.
    private const int RankStride = 7_919;

    /// <summary>From -1 to 1.</summary>
    internal static float ValueOf(int rank, long index) =>
        ((index * Stride) + (rank * RankStride)) % Values / (Values / 2f) - 1;

    internal static void Fill(Span<float> vector, int rank)
    {
        for (int i = 0; i < vector.Length; i++) vector[i] = ValueOf(rank, i);
    }

    /// <summary>Whether these are the bits of the average over the ranks, added along the rank tree.</summary>
    internal static bool IsAverage(ReadOnlySpan<float> average, int rankCount)
    {
        (int Target, int Source)[] additions = [.. RankTree.Additions(rankCount)];
        Span<float> values = stackalloc float[rankCount];
        for (int i = 0; i < average.Length; i++)
        {
            for (int rank = 0; rank < rankCount; rank++) values[rank] = ValueOf(rank, i);
            foreach ((int target, int source) in additions) values[target] += values[source];
            bool isEqual = BitConverter.SingleToInt32Bits(average[i]) == BitConverter.SingleToInt32Bits(values[0] / rankCount);
            if (!isEqual) return false;
        }
        return true;
    }
}
