using Distillery.GpuNode.Layers;
using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>ShuffleNetV1's block (Zhang et al. 2018): a grouped 1×1 convolution, a channel shuffle, a 3×3 convolution
/// of each channel, a grouped 1×1 convolution. At stride 1 the input is added; at stride 2 it is pooled and laid
/// beside.</summary>
internal sealed class ShuffleV1Block
{
    private const int Groups = 3;

    private readonly Conv2d _conv1, _conv2, _conv3;
    private readonly BatchNorm2d _bn1, _bn2, _bn3;
    private readonly int _stride, _firstGroups;

    /// <param name="isFirst">The stem has too few channels to be worth grouping, so the block after it does not group
    /// its first convolution.</param>
    internal ShuffleV1Block(NetworkBuilder builder, int inputs, int outputs, int stride, bool isFirst)
    {
        int made = stride == 2 ? outputs - inputs : outputs;
        int middle = made / 4;
        (_stride, _firstGroups) = (stride, isFirst ? 1 : Groups);
        _conv1 = builder.Conv2d("conv1", inputs, middle, kernel: 1, groups: _firstGroups);
        _bn1 = builder.BatchNorm2d("bn1", middle);
        _conv2 = builder.Conv2d("conv2", middle, middle, kernel: 3, stride, groups: middle);
        _bn2 = builder.BatchNorm2d("bn2", middle);
        _conv3 = builder.Conv2d("conv3", middle, made, kernel: 1, groups: Groups);
        _bn3 = builder.BatchNorm2d("bn3", made);
    }

    internal Tensor Forward(Tensor x)
    {
        using TensorScope scope = new();
        Tensor made = Functional.ReluInPlace(_bn1.Forward(_conv1.Forward(x)));
        made = Functional.ReluInPlace(_bn2.Forward(_conv2.Forward(ChannelShuffle.Apply(made, _firstGroups))));
        made = _bn3.Forward(_conv3.Forward(made));
        Tensor joined = _stride == 1
            ? made.AddInPlace(x)
            : Tensor.Concatenate([made, Functional.AvgPool2d(x, kernel: 3, stride: 2, padding: 1)], 1);
        return scope.Return(Functional.ReluInPlace(joined));
    }
}
