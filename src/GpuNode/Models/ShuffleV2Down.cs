using Distillery.GpuNode.Layers;
using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>ShuffleNetV2's block that halves the resolution (Ma et al. 2018): two branches see all channels, each makes
/// half of the outputs, and a shuffle mixes them.</summary>
internal sealed class ShuffleV2Down
{
    private readonly Conv2d _conv1, _conv2, _conv3, _conv4, _conv5;
    private readonly BatchNorm2d _bn1, _bn2, _bn3, _bn4, _bn5;

    internal ShuffleV2Down(NetworkBuilder builder, int inputs, int outputs)
    {
        int half = outputs / 2;
        _conv1 = builder.Conv2d("conv1", inputs, inputs, kernel: 3, stride: 2, groups: inputs);
        _bn1 = builder.BatchNorm2d("bn1", inputs);
        _conv2 = builder.Conv2d("conv2", inputs, half, kernel: 1);
        _bn2 = builder.BatchNorm2d("bn2", half);
        _conv3 = builder.Conv2d("conv3", inputs, half, kernel: 1);
        _bn3 = builder.BatchNorm2d("bn3", half);
        _conv4 = builder.Conv2d("conv4", half, half, kernel: 3, stride: 2, groups: half);
        _bn4 = builder.BatchNorm2d("bn4", half);
        _conv5 = builder.Conv2d("conv5", half, half, kernel: 1);
        _bn5 = builder.BatchNorm2d("bn5", half);
    }

    internal Tensor Forward(Tensor x)
    {
        using TensorScope scope = new();
        Tensor left = Functional.ReluInPlace(_bn2.Forward(_conv2.Forward(_bn1.Forward(_conv1.Forward(x)))));
        Tensor right = Functional.ReluInPlace(_bn3.Forward(_conv3.Forward(x)));
        right = Functional.ReluInPlace(_bn5.Forward(_conv5.Forward(_bn4.Forward(_conv4.Forward(right)))));
        return scope.Return(ChannelShuffle.Apply(Tensor.Concatenate([left, right], 1), 2));
    }
}
