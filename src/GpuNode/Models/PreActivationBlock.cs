using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;
using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>BatchNorm and ReLU before each of two 3×3 convolutions (Zagoruyko and Komodakis 2016). Where the width
/// changes, a 1×1 convolution of the activated input is the shortcut, without BatchNorm; elsewhere the raw input
/// is.</summary>
internal sealed class PreActivationBlock
{
    private readonly BatchNorm2d _bn1, _bn2;
    private readonly Conv2d _conv1, _conv2;
    private readonly Conv2d? _shortcut;

    internal PreActivationBlock(NetworkBuilder builder, int inputs, int outputs, int stride)
    {
        Initializer kernel3 = Initializer.KaimingNormalFanOut(outputs, 3);
        _bn1 = builder.BatchNorm2d("bn1", inputs);
        _conv1 = builder.Conv2d("conv1", inputs, outputs, kernel: 3, stride, initializer: kernel3);
        _bn2 = builder.BatchNorm2d("bn2", outputs);
        _conv2 = builder.Conv2d("conv2", outputs, outputs, kernel: 3, initializer: kernel3);
        if (inputs == outputs) return;
        _shortcut = builder.Conv2d(
            "convShortcut", inputs, outputs, kernel: 1, stride,
            initializer: Initializer.KaimingNormalFanOut(outputs, 1));
    }

    internal Tensor Forward(Tensor x)
    {
        using TensorScope scope = new();
        Tensor activated = Functional.ReluInPlace(_bn1.Forward(x));
        Tensor residual = _conv2.Forward(Functional.ReluInPlace(_bn2.Forward(_conv1.Forward(activated))));
        return scope.Return(residual.AddInPlace(_shortcut?.Forward(activated) ?? x));
    }
}
