using Distillery.GpuNode.Tensors;

namespace Distillery.Cli.Runs;

/// <summary>How this process carries a run out; none of it changes the result.</summary>
internal sealed record RunOptions
{
    /// <summary>Of one kind, one or more.</summary>
    internal IReadOnlyList<ComputeDevice> Devices { get; init; } = [ComputeDevice.Host];

    /// <summary>Processor cores for the ranks together.</summary>
    internal int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>Write samples.jsonl, so that the run can be audited sample by sample.</summary>
    internal bool RecordSamples { get; init; }
}
