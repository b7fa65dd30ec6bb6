using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;
using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>MobileNetV2's block (Sandler et al. 2018): expand by a 1×1 convolution, filter each channel by a 3×3 one,
/// project back without activation. The input is added where the shape stays.</summary>
internal sealed class InvertedResidual
{
    private readonly Conv2d _expand, _filter, _project;
    private readonly BatchNorm2d _bn1, _bn2, _bn3;
    private readonly bool _hasShortcut;

    internal InvertedResidual(NetworkBuilder builder, int inputs, int outputs, int stride, int expansion)
    {
        int width = inputs * expansion;
        NetworkBuilder layers = builder.Scope("conv");
        _expand = layers.Conv2d("0", inputs, width, kernel: 1, initializer: Initializer.KaimingNormalFanOut(width, 1));
        _bn1 = layers.BatchNorm2d("1", width);
        // The public code takes the fan-out over all channels, though the groups keep them apart.
        _filter = layers.Conv2d(
            "3", width, width, kernel: 3, stride, groups: width,
            initializer: Initializer.KaimingNormalFanOut(width, 3));
        _bn2 = layers.BatchNorm2d("4", width);
        _project = layers.Conv2d(
            "6", width, outputs, kernel: 1, initializer: Initializer.KaimingNormalFanOut(outputs, 1));
        _bn3 = layers.BatchNorm2d("7", outputs);
        _hasShortcut = stride == 1 && inputs == outputs;
    }

    internal Tensor Forward(Tensor x)
    {
        using TensorScope scope = new();
        Tensor residual = Functional.ReluInPlace(_bn1.Forward(_expand.Forward(x)));
        residual = Functional.ReluInPlace(_bn2.Forward(_filter.Forward(residual)));
        residual = _bn3.Forward(_project.Forward(residual));
        return scope.Return(_hasShortcut ? residual.AddInPlace(x) : residual);
    }
}
