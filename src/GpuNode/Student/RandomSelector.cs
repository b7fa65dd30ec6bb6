using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Student;

/// <summary>Keeps k samples drawn evenly, the control that any cleverer choice has to beat at equal cost.</summary>
public sealed class RandomSelector(long seed, int batchSize, int keptCount) : ISampleSelector
{
    public int ScoredCount => 0;

    public int KeptCount => keptCount;

    public int RecordedPasses => 1;

    public Selection Select(Network student, Tensor images, HostBatch batch)
    {
        int[] order = new int[batchSize];
        RandomStream stream = RandomStream.Named(seed, "selection/random", batch.Step, batch.Rank);
        stream.FillPermutation(order);
        return new Selection(order[..keptCount], Mixing: null, [], "random");
    }
}
