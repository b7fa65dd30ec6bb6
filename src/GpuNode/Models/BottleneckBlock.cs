using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;
using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>A 3×3 convolution between two of 1×1, the last with four times the channels (He et al. 2016), and a
/// shortcut, which is a 1×1 convolution with BatchNorm where the shape changes. The 3×3 convolution has the stride, as
/// in torchvision.</summary>
internal sealed class BottleneckBlock
{
    /// <summary>Output channels for one of the block's width.</summary>
    internal const int Expansion = 4;

    private readonly Conv2d _conv1, _conv2, _conv3;
    private readonly BatchNorm2d _bn1, _bn2, _bn3;
    private readonly (Conv2d Convolution, BatchNorm2d Normalization)? _shortcut;

    /// <param name="width">Channels of the first two convolutions.</param>
    /// <param name="shortcutName">What the names of the shortcut's parameters begin with.</param>
    internal BottleneckBlock(NetworkBuilder builder, int inputs, int width, int stride, string shortcutName)
    {
        int outputs = width * Expansion;
        _conv1 = builder.Conv2d(
            "conv1", inputs, width, kernel: 1, initializer: Initializer.KaimingNormalFanOut(width, 1));
        _bn1 = builder.BatchNorm2d("bn1", width);
        _conv2 = builder.Conv2d(
            "conv2", width, width, kernel: 3, stride, initializer: Initializer.KaimingNormalFanOut(width, 3));
        _bn2 = builder.BatchNorm2d("bn2", width);
        Initializer widening = Initializer.KaimingNormalFanOut(outputs, 1);
        _conv3 = builder.Conv2d("conv3", width, outputs, kernel: 1, initializer: widening);
        _bn3 = builder.BatchNorm2d("bn3", outputs);
        if (stride == 1 && inputs == outputs) return;
        NetworkBuilder shortcut = builder.Scope(shortcutName);
        _shortcut = (
            shortcut.Conv2d("0", inputs, outputs, kernel: 1, stride, initializer: widening),
            shortcut.BatchNorm2d("1", outputs));
    }

    internal Tensor Forward(Tensor x)
    {
        using TensorScope scope = new();
        Tensor residual = Functional.ReluInPlace(_bn1.Forward(_conv1.Forward(x)));
        residual = Functional.ReluInPlace(_bn2.Forward(_conv2.Forward(residual)));
        residual = _bn3.Forward(_conv3.Forward(residual));
        Tensor shortcut = _shortcut is var (convolution, normalization)
            ? normalization.Forward(convolution.Forward(x))
            : x;
        return scope.Return(Functional.ReluInPlace(residual.AddInPlace(shortcut)));
    }
}
