using Distillery.GpuNode.Parameters;

namespace Distillery.GpuNode.Layers;

/// <summary>Batch normalisation over [batch, channels, height, width].</summary>
/// <remarks>A training pass never touches the running statistics, which all ranks share. It records the batch's own
/// statistics in the rank's contribution, and applying a step moves the running ones by their average: so the result is
/// the same however ranks are spread over nodes. The recorded variance is the unbiased one, as in PyTorch.</remarks>
public sealed class BatchNorm2d : Layer
{
    /// <summary>How far running statistics move in a step, PyTorch's default.</summary>
    public const double Momentum = 0.1;

    internal const string RunningMean = "running_mean";
    internal const string RunningVariance = "running_var";

    private const double Epsilon = 1e-5;

    private (Tensor Mean, Tensor Variance)? _record;

    public BatchNorm2d(int channels)
    {
        DeclareParameter("weight", [channels], new Initializer.Constant(1));
        DeclareParameter("bias", [channels], new Initializer.Constant(0));
        DeclareBuffer(RunningMean, [channels], new Initializer.Constant(0));
        DeclareBuffer(RunningVariance, [channels], new Initializer.Constant(1));
    }

    public override Tensor forward(Tensor input) => State.Normalization switch
    {
        NormalizationMode.Evaluation => Normalize(
            input, get_buffer(RunningMean), get_buffer(RunningVariance), training: false),
        NormalizationMode.Batch => Normalize(input, null, null, training: true),
        _ => Normalize(input, _record?.Mean, _record?.Variance, training: true),
    };

    /// <summary>Gives the memory that recorded statistics go to. It stays its owner's.</summary>
    internal void Record(Tensor mean, Tensor variance) => _record = (mean, variance);

    private Tensor Normalize(Tensor input, Tensor? mean, Tensor? variance, bool training)
    {
        Tensor weight = get_parameter("weight")!;
        Tensor bias = get_parameter("bias")!;
        Tensor output = nn.functional.batch_norm(
            input, mean, variance, weight, bias, training, State.RecordedShare, Epsilon);
        State.Observer?.Observe(new ForwardOperation.BatchNormalization(
            input, output, weight, bias, training ? null : mean, training ? null : variance, Epsilon));
        return output;
    }
}
