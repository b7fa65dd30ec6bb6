using Distillery.GpuNode.Parameters;
using Distillery.Torch;

namespace Distillery.GpuNode.Layers;

/// <summary>Batch normalisation over [batch, channels, height, width].</summary>
/// <remarks>A training pass never touches the running statistics, which all ranks share. It records the batch's own
/// statistics in the rank's contribution, and applying a step moves the running ones by their average: so the result is
/// the same however ranks are spread over nodes. The recorded variance is the unbiased one, as in PyTorch.</remarks>
public sealed class BatchNorm2d(
    ForwardState state, Parameter weight, Parameter bias, Parameter runningMean, Parameter runningVariance)
{
    /// <summary>How far running statistics move in a step, PyTorch's default.</summary>
    public const double Momentum = 0.1;

    private const double Epsilon = 1e-5;

    private Tensor? _recordedMean;
    private Tensor? _recordedVariance;

    internal Parameter RunningMean { get; } = runningMean;

    internal Parameter RunningVariance { get; } = runningVariance;

    public Tensor Forward(Tensor input) => state.Normalization switch
    {
        NormalizationMode.Evaluation => Normalize(input, RunningMean.Value, RunningVariance.Value, training: false),
        NormalizationMode.Batch => Normalize(input, null, null, training: true),
        _ => Normalize(input, _recordedMean, _recordedVariance, training: true),
    };

    internal void BindRecord(Tensor mean, Tensor variance) => (_recordedMean, _recordedVariance) = (mean, variance);

    private Tensor Normalize(Tensor input, Tensor? mean, Tensor? variance, bool training) =>
        Functional.BatchNorm(
            input, weight.Value, bias.Value, mean, variance, training, state.RecordedShare, Epsilon);
}
