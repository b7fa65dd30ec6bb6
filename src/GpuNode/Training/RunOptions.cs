using Distillery.Torch;

namespace Distillery.GpuNode.Training;

/// <summary>How this process carries a run out; none of it changes the result.</summary>
public sealed record RunOptions
{
    public Device Device { get; init; } = Device.Cpu;

    /// <summary>Write samples.jsonl, so that the run can be audited.</summary>
    public bool RecordSamples { get; init; }

    /// <summary>One worker for each rank that fits on the cores, and at least one.</summary>
    public static int WorkersFor(int ranks, int threadsPerRank, int? cores = null) =>
        Math.Clamp((cores ?? Environment.ProcessorCount) / threadsPerRank, 1, ranks);
}
