namespace Distillery.GpuNode.Layers;

/// <summary>What BatchNorm does in a forward pass.</summary>
public enum NormalizationMode
{
    /// <summary>Normalises by the running statistics.</summary>
    Evaluation,

    /// <summary>Normalises by the batch's statistics and leaves no trace of them.</summary>
    Batch,

    /// <summary>Normalises by the batch's statistics and records them for the step's average.</summary>
    BatchRecorded,
}

/// <summary>What all layers of one network instance share during a forward pass.</summary>
public sealed class ForwardState
{
    public NormalizationMode Normalization { get; set; } = NormalizationMode.Evaluation;

    /// <summary>The share of this pass in the recorded statistics: recorded ← (1 − share) · recorded + share · batch.
    /// One where a step has a single recorded pass.</summary>
    public double RecordedShare { get; set; } = 1;

    /// <summary>Whether the channels of a pixel lie side by side in memory; the result is the same but for rounding. It is the faster
    /// order, on hosts (measured: a fifth for residual networks) and on tensor cores.</summary>
    public bool ChannelsLast { get; set; } = true;

    /// <summary>Is told of every operation while it is set. Such a pass is for a single thread.</summary>
    public IForwardObserver? Observer { get; set; }
}
