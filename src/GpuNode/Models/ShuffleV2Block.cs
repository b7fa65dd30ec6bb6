using Distillery.GpuNode.Layers;
using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>ShuffleNetV2's block that keeps the shape (Ma et al. 2018): the first half of the channels passes
/// untouched, the second is convolved, and a shuffle mixes both.</summary>
internal sealed class ShuffleV2Block
{
    private readonly Conv2d _conv1, _conv2, _conv3;
    private readonly BatchNorm2d _bn1, _bn2, _bn3;
    private readonly int _half;

    internal ShuffleV2Block(NetworkBuilder builder, int width)
    {
        _half = width / 2;
        _conv1 = builder.Conv2d("conv1", _half, _half, kernel: 1);
        _bn1 = builder.BatchNorm2d("bn1", _half);
        _conv2 = builder.Conv2d("conv2", _half, _half, kernel: 3, groups: _half);
        _bn2 = builder.BatchNorm2d("bn2", _half);
        _conv3 = builder.Conv2d("conv3", _half, _half, kernel: 1);
        _bn3 = builder.BatchNorm2d("bn3", _half);
    }

    internal Tensor Forward(Tensor x)
    {
        using TensorScope scope = new();
        Tensor kept = x.Narrow(1, 0, _half);
        Tensor made = Functional.ReluInPlace(_bn1.Forward(_conv1.Forward(x.Narrow(1, _half, _half))));
        made = _bn2.Forward(_conv2.Forward(made));
        made = Functional.ReluInPlace(_bn3.Forward(_conv3.Forward(made)));
        return scope.Return(ChannelShuffle.Apply(Tensor.Concatenate([kept, made], 1), 2));
    }
}
