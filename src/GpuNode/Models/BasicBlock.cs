using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;
using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>Two 3×3 convolutions and a shortcut (He et al. 2016); the shortcut is a 1×1 convolution with BatchNorm
/// where the shape changes. Shared by the CIFAR and the ImageNet residual networks, whose names agree.</summary>
internal sealed class BasicBlock
{
    private readonly Conv2d _conv1, _conv2;
    private readonly BatchNorm2d _bn1, _bn2;
    private readonly (Conv2d Convolution, BatchNorm2d Normalization)? _shortcut;

    internal BasicBlock(NetworkBuilder builder, int inputs, int outputs, int stride)
    {
        Initializer kernel3 = Initializer.KaimingNormalFanOut(outputs, 3);
        _conv1 = builder.Conv2d("conv1", inputs, outputs, kernel: 3, stride, initializer: kernel3);
        _bn1 = builder.BatchNorm2d("bn1", outputs);
        _conv2 = builder.Conv2d("conv2", outputs, outputs, kernel: 3, initializer: kernel3);
        _bn2 = builder.BatchNorm2d("bn2", outputs);
        if (stride == 1 && inputs == outputs) return;
        NetworkBuilder shortcut = builder.Scope("downsample");
        _shortcut = (
            shortcut.Conv2d(
                "0", inputs, outputs, kernel: 1, stride, initializer: Initializer.KaimingNormalFanOut(outputs, 1)),
            shortcut.BatchNorm2d("1", outputs));
    }

    internal Tensor Forward(Tensor x)
    {
        using TensorScope scope = new();
        Tensor residual = _bn2.Forward(_conv2.Forward(Functional.ReluInPlace(_bn1.Forward(_conv1.Forward(x)))));
        Tensor shortcut = _shortcut is var (convolution, normalization)
            ? normalization.Forward(convolution.Forward(x))
            : x;
        return scope.Return(Functional.ReluInPlace(residual.AddInPlace(shortcut)));
    }
}
