using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;

namespace Distillery.GpuNode.Models;

/// <summary>Wide residual networks for 32×32 images (Zagoruyko and Komodakis 2016), without dropout: three stages of
/// (depth − 4) / 6 pre-activation blocks. Parameter names are RepDistiller's.</summary>
public sealed class WideResNet : Network
{
    private const int StemWidth = 16;

    private readonly Conv2d _conv1;
    private readonly WideStage _block1, _block2, _block3;
    private readonly BatchNorm2d _bn1;
    private readonly Linear _fc;

    /// <param name="depth">6n + 4 weighted layers.</param>
    /// <param name="widthFactor">By how much the stages are wider than 16, 32 and 64 channels; the stem stays at
    /// 16.</param>
    public WideResNet(int channels, int classes, int depth, int widthFactor)
    {
        int blocks = (depth - 4) / 6;
        (int width1, int width2, int width3) = (16 * widthFactor, 32 * widthFactor, 64 * widthFactor);
        _conv1 = Register("conv1", new Conv2d(
            channels, StemWidth, kernel: 3, initializer: Initializer.KaimingNormalFanOut(StemWidth, 3)));
        _block1 = Register("block1", new WideStage(StemWidth, width1, blocks, stride: 1));
        _block2 = Register("block2", new WideStage(width1, width2, blocks, stride: 2));
        _block3 = Register("block3", new WideStage(width2, width3, blocks, stride: 2));
        _bn1 = Register("bn1", new BatchNorm2d(width3));
        _fc = Register("fc", new Linear(width3, classes, biasInitializer: new Initializer.Constant(0)));
    }

    public override Tensor forward(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = _block3.call(_block2.call(_block1.call(_conv1.call(images))));
        return _fc.call(GlobalAveragePool(Relu(_bn1.call(x)))).MoveToOuterDisposeScope();
    }
}

/// <summary>Blocks of one width, under the name that RepDistiller gives them.</summary>
internal sealed class WideStage : Layer
{
    private readonly Sequential _layer;

    /// <param name="stride">Of the first block.</param>
    internal WideStage(int inputs, int outputs, int blocks, int stride) => _layer = Register("layer", new Sequential(
        Enumerable.Range(0, blocks).Select(block => block == 0
            ? new PreActivationBlock(inputs, outputs, stride)
            : new PreActivationBlock(outputs, outputs, stride: 1))));

    public override Tensor forward(Tensor x) => _layer.call(x);
}

/// <summary>BatchNorm and ReLU before each of two 3×3 convolutions (Zagoruyko and Komodakis 2016). Where the width
/// changes, a 1×1 convolution of the activated input is the shortcut, without BatchNorm; elsewhere the raw input
/// is.</summary>
internal sealed class PreActivationBlock : Block
{
    private readonly BatchNorm2d _bn1, _bn2;
    private readonly Conv2d _conv1, _conv2;
    private readonly Conv2d? _convShortcut;

    internal PreActivationBlock(int inputs, int outputs, int stride)
    {
        Initializer kernel3 = Initializer.KaimingNormalFanOut(outputs, 3);
        _bn1 = Register("bn1", new BatchNorm2d(inputs));
        _conv1 = Register("conv1", new Conv2d(inputs, outputs, kernel: 3, stride, initializer: kernel3));
        _bn2 = Register("bn2", new BatchNorm2d(outputs));
        _conv2 = Register("conv2", new Conv2d(outputs, outputs, kernel: 3, initializer: kernel3));
        if (inputs == outputs) return;
        _convShortcut = Register("convShortcut", new Conv2d(
            inputs, outputs, kernel: 1, stride, initializer: Initializer.KaimingNormalFanOut(outputs, 1)));
    }

    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor activated = Relu(_bn1.call(x));
        Tensor residual = _conv2.call(Relu(_bn2.call(_conv1.call(activated))));
        return Add(residual, _convShortcut?.call(activated) ?? x).MoveToOuterDisposeScope();
    }
}
