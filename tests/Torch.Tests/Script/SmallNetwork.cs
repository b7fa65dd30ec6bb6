namespace Distillery.Torch.Tests.Script;

/// <summary>A convolution, a BatchNorm in evaluation mode, a rectifier and a linear layer: [batch, 3, 6, 6] to
/// [batch, 5]. Its weights are views of one flat tensor, as those of all networks of the product.</summary>
internal sealed class SmallNetwork
{
    private const int WeightCount = 4 * 3 * 3 * 3;

    private readonly Tensor _convolution;
    private readonly Tensor _scale;
    private readonly Tensor _shift;
    private readonly Tensor _mean;
    private readonly Tensor _variance;
    private readonly Tensor _linear;
    private readonly Tensor _bias;

    internal SmallNetwork(Tensor flat)
    {
        _convolution = flat.Narrow(0, 0, WeightCount).View(4, 3, 3, 3);
        _scale = flat.Narrow(0, WeightCount, 4);
        _shift = flat.Narrow(0, WeightCount + 4, 4);
        _linear = flat.Narrow(0, WeightCount + 8, 20).View(5, 4);
        _bias = flat.Narrow(0, WeightCount + 28, 5);
        _mean = Tensor.From<float>([0.1f, -0.2f, 0.3f, 0f], 4);
        _variance = Tensor.From<float>([1f, 0.5f, 2f, 1.5f], 4);
        foreach (NamedTensor entry in State) entry.Tensor.RequiresGrad = entry.IsParameter;
    }

    internal const int ParameterCount = WeightCount + 33;

    internal NamedTensor[] State =>
    [
        new("features.conv1.weight", _convolution, true),
        new("features.bn1.weight", _scale, true),
        new("features.bn1.bias", _shift, true),
        new("features.bn1.running_mean", _mean, false),
        new("features.bn1.running_var", _variance, false),
        new("fc.weight", _linear, true),
        new("fc.bias", _bias, true),
    ];

    internal Tensor Forward(Tensor input)
    {
        Tensor features = Functional.Conv2d(input, _convolution, null, [2, 2], [1, 1]);
        features = Functional.BatchNorm(features, _scale, _shift, _mean, _variance, training: false, 0.1, 1e-5);
        return Functional.Linear(Functional.GlobalAvgPool(Functional.ReluInPlace(features)), _linear, _bias);
    }
}
