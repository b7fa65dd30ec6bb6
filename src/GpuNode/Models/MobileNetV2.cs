using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;

namespace Distillery.GpuNode.Models;

/// <summary>MobileNetV2 (Sandler et al. 2018) at half width for 32×32 images, in RepDistiller's form and with its
/// parameter names: expansion 6, ReLU instead of ReLU6, and a head of 1280 channels that is not halved.</summary>
public sealed class MobileNetV2 : Network
{
    private const int StemWidth = 16;
    private const int HeadWidth = 1280;

    private static readonly (int Expansion, int Width, int Blocks, int Stride)[] StageShapes =
        [(1, 8, 1, 1), (6, 12, 2, 1), (6, 16, 3, 2), (6, 32, 4, 2), (6, 48, 3, 1), (6, 80, 3, 2), (6, 160, 1, 1)];

    private readonly Sequential _conv1, _blocks, _conv2, _classifier;

    public MobileNetV2(int channels, int classes)
    {
        _conv1 = Register("conv1", ConvBnRelu(channels, StemWidth, kernel: 3, stride: 2));
        List<Sequential> stages = [];
        int inputs = StemWidth;
        foreach ((int expansion, int width, int blocks, int stride) in StageShapes)
        {
            stages.Add(InvertedResidual.Stage(inputs, width, blocks, stride, expansion));
            inputs = width;
        }
        _blocks = Register("blocks", new Sequential(stages));
        _conv2 = Register("conv2", ConvBnRelu(inputs, HeadWidth, kernel: 1, stride: 1));
        _classifier = Register("classifier", new Sequential(
            new Linear(HeadWidth, classes, new Initializer.Normal(0.01), new Initializer.Constant(0))));
    }

    public override Tensor forward(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = _conv2.call(_blocks.call(_conv1.call(images)));
        return _classifier.call(GlobalAveragePool(x)).MoveToOuterDisposeScope();
    }

    private static Sequential ConvBnRelu(int inputs, int outputs, int kernel, int stride) => new(
        new Conv2d(inputs, outputs, kernel, stride, initializer: Initializer.KaimingNormalFanOut(outputs, kernel)),
        new BatchNorm2d(outputs), new Relu());
}

/// <summary>MobileNetV2's block (Sandler et al. 2018): expand by a 1×1 convolution, filter each channel by a 3×3 one,
/// project back without activation. The input is added where the shape stays.</summary>
internal sealed class InvertedResidual : Block
{
    private readonly Sequential _conv;
    private readonly bool _hasShortcut;

    private InvertedResidual(int inputs, int outputs, int stride, int expansion)
    {
        int width = inputs * expansion;
        _conv = Register("conv", new Sequential(
            new Conv2d(inputs, width, kernel: 1, initializer: Initializer.KaimingNormalFanOut(width, 1)),
            new BatchNorm2d(width), new Relu(),
            // The public code takes the fan-out over all channels, though the groups keep them apart.
            new Conv2d(
                width, width, kernel: 3, stride, groups: width, initializer: Initializer.KaimingNormalFanOut(width, 3)),
            new BatchNorm2d(width), new Relu(),
            new Conv2d(width, outputs, kernel: 1, initializer: Initializer.KaimingNormalFanOut(outputs, 1)),
            new BatchNorm2d(outputs)));
        _hasShortcut = stride == 1 && inputs == outputs;
    }

    /// <summary>Blocks of one width; the first of them has the stride.</summary>
    internal static Sequential Stage(int inputs, int outputs, int blocks, int stride, int expansion) => new(
        Enumerable.Range(0, blocks).Select(block => block == 0
            ? new InvertedResidual(inputs, outputs, stride, expansion)
            : new InvertedResidual(outputs, outputs, stride: 1, expansion)));

    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor residual = _conv.call(x);
        return (_hasShortcut ? Add(residual, x) : residual).MoveToOuterDisposeScope();
    }
}
