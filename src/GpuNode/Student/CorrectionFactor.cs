namespace Distillery.GpuNode.Student;

/// <summary>How strongly a sample is mixed, by its place in the ranking (UNIX, Xu et al. 2020, section 3):
/// c(r) = 1 / (1 + exp(−w·(r/N − m))) with m = (2b − 1) / (2N). The most uncertain sample has r = 0 and c near 0, so it
/// stays almost as it is; c is one half half-way between the places b − 1 and b.</summary>
public static class CorrectionFactor
{
    /// <param name="place">r, from 0.</param>
    /// <param name="batchSize">N.</param>
    /// <param name="slope">w; 0 mixes all alike, a large one is a hard step.</param>
    /// <param name="midpoint">b, in places.</param>
    /// <returns>0 to 1.</returns>
    public static double At(int place, int batchSize, double slope, double midpoint)
    {
        double middle = (2 * midpoint - 1) / (2.0 * batchSize);
        return 1 / (1 + Math.Exp(-slope * ((double)place / batchSize - middle)));
    }
}
