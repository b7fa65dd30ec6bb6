using Distillery.Shared.Seeds;

namespace Distillery.Shared.Plans;

/// <summary>Each epoch in a random order of all samples: any order is as likely as any other.</summary>
public sealed class FullOrder(long seed, int sampleCount) : ISampleOrder
{
    internal const string StreamName = "samples"; // Part of every run's outcome: never renamed.

    /// <inheritdoc/>
    public int SampleCount { get; } = sampleCount;

    /// <inheritdoc/>
    public IEpochOrder Of(int epoch) => new Epoch(new IndexPermutation(SampleCount, seed, StreamName, epoch));

    private sealed class Epoch(IndexPermutation order) : IEpochOrder
    {
        public int this[long position] => (int)order[position];
    }
}
