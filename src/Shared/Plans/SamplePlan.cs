using Distillery.Shared.Seeds;

namespace Distillery.Shared.Plans;

/// <summary>Says which samples each rank takes in each step: a pure function of the seed, with constant-time
/// access.</summary>
/// <remarks>Each epoch has its own random order of all samples (<see cref="ISampleOrder"/>). Step s of the epoch
/// takes the positions from s*G, where G = ranks*batch is the global batch, and rank r takes the r-th block of the
/// step. So the samples of a step depend on G alone, however it is divided into ranks. The rule for the remainder:
/// the last partial global batch, at most G-1 samples, is dropped, which hits other samples in each epoch; every
/// other sample is used exactly once an epoch. Immutable: any number of threads may read it.</remarks>
public sealed class SamplePlan
{
    private readonly ISampleOrder _order;

    /// <param name="seed">The run's seed.</param>
    /// <param name="sampleCount">How many samples the training set has.</param>
    /// <param name="rankCount">How many ranks share a step (train.replicas).</param>
    /// <param name="batchSize">How many samples a rank takes in a step (train.batch).</param>
    /// <exception cref="UserErrorException">A number is not positive, or the samples do not fill a single
    /// step.</exception>
    public SamplePlan(long seed, int sampleCount, int rankCount, int batchSize)
        : this(new FullOrder(seed, sampleCount), rankCount, batchSize)
    {
    }

    /// <param name="order">The order of all samples in each epoch.</param>
    /// <param name="rankCount">How many ranks share a step (train.replicas).</param>
    /// <param name="batchSize">How many samples a rank takes in a step (train.batch).</param>
    /// <inheritdoc cref="SamplePlan(long, int, int, int)"/>
    public SamplePlan(ISampleOrder order, int rankCount, int batchSize)
    {
        int sampleCount = order.SampleCount;
        if (rankCount < 1 || batchSize < 1)
        {
            throw new UserErrorException(
                $"train.replicas is {rankCount} and train.batch is {batchSize}.", "Set both to 1 or more.");
        }
        long globalBatch = (long)rankCount * batchSize;
        if (sampleCount < globalBatch)
        {
            throw new UserErrorException(
                $"One step takes {globalBatch} samples ({rankCount} ranks of {batchSize}), "
                + $"the training set has {sampleCount}.",
                "Lower train.batch or train.replicas, or raise data.limit.");
        }
        (_order, SampleCount, RankCount, BatchSize) = (order, sampleCount, rankCount, batchSize);
        StepsPerEpoch = (int)(sampleCount / globalBatch);
    }

    /// <summary>How many samples the training set has.</summary>
    public int SampleCount { get; }

    /// <summary>How many ranks share a step.</summary>
    public int RankCount { get; }

    /// <summary>How many samples a rank takes in a step.</summary>
    public int BatchSize { get; }

    /// <summary>How many full global batches an epoch has, at least 1.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>How many steps a number of epochs takes.</summary>
    public long TotalSteps(int epochs) => (long)epochs * StepsPerEpoch;

    /// <summary>The epoch that a step of the run belongs to, and its number there; all count from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    public (int Epoch, int StepInEpoch) Locate(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        return (checked((int)(step / StepsPerEpoch)), (int)(step % StepsPerEpoch));
    }

    /// <summary>Writes the sample numbers of a rank's batch, each in [0, <see cref="SampleCount"/>).</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="step">The step within the epoch, in [0, <see cref="StepsPerEpoch"/>).</param>
    /// <param name="rank">The rank, in [0, <see cref="RankCount"/>).</param>
    /// <param name="destination">Exactly <see cref="BatchSize"/> numbers.</param>
    /// <exception cref="ArgumentException">An argument is out of its range.</exception>
    public void Indices(int epoch, int step, int rank, Span<int> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, StepsPerEpoch);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, RankCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, BatchSize);
        IEpochOrder order = _order.Of(epoch);
        long firstPosition = (((long)step * RankCount) + rank) * BatchSize;
        for (int i = 0; i < destination.Length; i++) destination[i] = order[firstPosition + i];
    }
}
