namespace Distillery.Shared.Plans;

/// <summary>The order of all samples in each epoch: a pure function of epoch and position. Any number of threads may
/// ask.</summary>
public interface ISampleOrder
{
    /// <summary>How many samples are ordered.</summary>
    int SampleCount { get; }

    /// <summary>The order of one epoch, from 0.</summary>
    IEpochOrder Of(int epoch);
}
