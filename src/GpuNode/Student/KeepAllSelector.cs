using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;

namespace Distillery.GpuNode.Student;

/// <summary>Trains on every sample, as conventional distillation and supervised training do.</summary>
public sealed class KeepAllSelector(int batchSize) : ISampleSelector
{
    private readonly Selection _all = new([.. Enumerable.Range(0, batchSize)], Mixing: null, [], "all");

    public int ScoredCount => 0;

    public int KeptCount => batchSize;

    public int RecordedPasses => 1;

    public Selection Select(Network student, Tensor images, HostBatch batch) => _all;
}
