using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;

namespace Distillery.GpuNode.Models;

/// <summary>Residual networks for 32×32 images (He et al. 2016, section 4.2): three stages of (depth − 2) / 6 basic
/// blocks. Parameter names are RepDistiller's.</summary>
public sealed class ResNetCifar : Network
{
    private readonly Conv2d _conv1;
    private readonly BatchNorm2d _bn1;
    private readonly Sequential _layer1, _layer2, _layer3;
    private readonly Linear _fc;

    /// <param name="depth">6n + 2 weighted layers.</param>
    /// <param name="stemWidth">Channels of the first convolution: 16, or 32 for the x4 networks.</param>
    /// <param name="widthFactor">By how much the stages are wider than 16, 32 and 64 channels: 1 or 4.</param>
    public ResNetCifar(int channels, int classes, int depth, int stemWidth, int widthFactor)
    {
        int blocks = (depth - 2) / 6;
        (int width1, int width2, int width3) = (16 * widthFactor, 32 * widthFactor, 64 * widthFactor);
        _conv1 = Register("conv1", new Conv2d(
            channels, stemWidth, kernel: 3, initializer: Initializer.KaimingNormalFanOut(stemWidth, 3)));
        _bn1 = Register("bn1", new BatchNorm2d(stemWidth));
        _layer1 = Register("layer1", BasicBlock.Stage(stemWidth, width1, blocks, stride: 1));
        _layer2 = Register("layer2", BasicBlock.Stage(width1, width2, blocks, stride: 2));
        _layer3 = Register("layer3", BasicBlock.Stage(width2, width3, blocks, stride: 2));
        _fc = Register("fc", new Linear(width3, classes));
    }

    public override Tensor forward(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Relu(_bn1.call(_conv1.call(images)));
        x = _layer3.call(_layer2.call(_layer1.call(x)));
        return _fc.call(GlobalAveragePool(x)).MoveToOuterDisposeScope();
    }
}

/// <summary>Residual networks for ImageNet (He et al. 2016): a 7×7 stem of stride 2, max-pooling, four stages. Images
/// are 224×224; other sizes work too. Parameter names are torchvision's.</summary>
public sealed class ResNetImageNet : Network
{
    private const int StemWidth = 64;
    private const int StemKernel = 7;

    private readonly Conv2d _conv1;
    private readonly BatchNorm2d _bn1;
    private readonly MaxPool2d _maxpool;
    private readonly Sequential _layer1, _layer2, _layer3, _layer4;
    private readonly Linear _fc;

    /// <param name="blocks">How many each of the four stages has.</param>
    /// <param name="bottlenecks">Bottlenecks, as in ResNet-50, or blocks of two 3×3 convolutions, as in ResNet-18 and -34.</param>
    public ResNetImageNet(int channels, int classes, int[] blocks, bool bottlenecks)
    {
        _conv1 = Register("conv1", new Conv2d(
            channels, StemWidth, StemKernel, stride: 2,
            initializer: Initializer.KaimingNormalFanOut(StemWidth, StemKernel)));
        _bn1 = Register("bn1", new BatchNorm2d(StemWidth));
        _maxpool = Register("maxpool", new MaxPool2d(kernel: 3, stride: 2, padding: 1));
        int expansion = bottlenecks ? BottleneckBlock.Expansion : 1;
        _layer1 = Register("layer1", Stage(StemWidth, 64, blocks[0], stride: 1));
        _layer2 = Register("layer2", Stage(64 * expansion, 128, blocks[1], stride: 2));
        _layer3 = Register("layer3", Stage(128 * expansion, 256, blocks[2], stride: 2));
        _layer4 = Register("layer4", Stage(256 * expansion, 512, blocks[3], stride: 2));
        _fc = Register("fc", new Linear(512 * expansion, classes));

        Sequential Stage(int inputs, int width, int count, int stride) => bottlenecks
            ? BottleneckBlock.Stage(inputs, width, count, stride, shortcutName: "downsample")
            : BasicBlock.Stage(inputs, width, count, stride);
    }

    public override Tensor forward(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = _maxpool.call(Relu(_bn1.call(_conv1.call(images))));
        x = _layer4.call(_layer3.call(_layer2.call(_layer1.call(x))));
        return _fc.call(GlobalAveragePool(x)).MoveToOuterDisposeScope();
    }
}

/// <summary>ResNet-50 (He et al. 2016) for 32×32 images: a 3×3 stem of stride 1 and no max-pooling, so that the
/// features are 32, 16, 8 and 4 pixels wide. Parameter names are RepDistiller's.</summary>
public sealed class ResNet50Cifar : Network
{
    private const int StemWidth = 64;

    private readonly Conv2d _conv1;
    private readonly BatchNorm2d _bn1;
    private readonly Sequential _layer1, _layer2, _layer3, _layer4;
    private readonly Linear _linear;

    public ResNet50Cifar(int channels, int classes)
    {
        const string shortcut = "shortcut";
        _conv1 = Register("conv1", new Conv2d(
            channels, StemWidth, kernel: 3, initializer: Initializer.KaimingNormalFanOut(StemWidth, 3)));
        _bn1 = Register("bn1", new BatchNorm2d(StemWidth));
        _layer1 = Register("layer1", BottleneckBlock.Stage(StemWidth, 64, blocks: 3, stride: 1, shortcut));
        _layer2 = Register("layer2", BottleneckBlock.Stage(256, 128, blocks: 4, stride: 2, shortcut));
        _layer3 = Register("layer3", BottleneckBlock.Stage(512, 256, blocks: 6, stride: 2, shortcut));
        _layer4 = Register("layer4", BottleneckBlock.Stage(1024, 512, blocks: 3, stride: 2, shortcut));
        _linear = Register("linear", new Linear(2048, classes));
    }

    public override Tensor forward(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Relu(_bn1.call(_conv1.call(images)));
        x = _layer4.call(_layer3.call(_layer2.call(_layer1.call(x))));
        return _linear.call(GlobalAveragePool(x)).MoveToOuterDisposeScope();
    }
}

/// <summary>Two 3×3 convolutions and a shortcut (He et al. 2016); the shortcut is a 1×1 convolution with BatchNorm
/// where the shape changes. Shared by the CIFAR and the ImageNet residual networks, whose names agree.</summary>
internal sealed class BasicBlock : Block
{
    private readonly Conv2d _conv1, _conv2;
    private readonly BatchNorm2d _bn1, _bn2;
    private readonly Sequential? _downsample;

    private BasicBlock(int inputs, int outputs, int stride)
    {
        Initializer kernel3 = Initializer.KaimingNormalFanOut(outputs, 3);
        _conv1 = Register("conv1", new Conv2d(inputs, outputs, kernel: 3, stride, initializer: kernel3));
        _bn1 = Register("bn1", new BatchNorm2d(outputs));
        _conv2 = Register("conv2", new Conv2d(outputs, outputs, kernel: 3, initializer: kernel3));
        _bn2 = Register("bn2", new BatchNorm2d(outputs));
        if (stride == 1 && inputs == outputs) return;
        _downsample = Register("downsample", new Sequential(
            new Conv2d(inputs, outputs, kernel: 1, stride, initializer: Initializer.KaimingNormalFanOut(outputs, 1)),
            new BatchNorm2d(outputs)));
    }

    /// <summary>Blocks of one width; the first of them has the stride.</summary>
    internal static Sequential Stage(int inputs, int outputs, int blocks, int stride) => new(
        Enumerable.Range(0, blocks).Select(block => block == 0
            ? new BasicBlock(inputs, outputs, stride)
            : new BasicBlock(outputs, outputs, stride: 1)));

    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor residual = _bn2.call(_conv2.call(Relu(_bn1.call(_conv1.call(x)))));
        Tensor shortcut = _downsample?.call(x) ?? x;
        return Relu(Add(residual, shortcut)).MoveToOuterDisposeScope();
    }
}

/// <summary>A 3×3 convolution between two of 1×1, the last with four times the channels (He et al. 2016), and a
/// shortcut, which is a 1×1 convolution with BatchNorm where the shape changes. The 3×3 convolution has the stride, as
/// in torchvision.</summary>
internal sealed class BottleneckBlock : Block
{
    /// <summary>Output channels for one of the block's width.</summary>
    internal const int Expansion = 4;

    private readonly Conv2d _conv1, _conv2, _conv3;
    private readonly BatchNorm2d _bn1, _bn2, _bn3;
    private readonly Sequential? _shortcut;

    private BottleneckBlock(int inputs, int width, int stride, string shortcutName)
    {
        int outputs = width * Expansion;
        Initializer widening = Initializer.KaimingNormalFanOut(outputs, 1);
        _conv1 = Register("conv1", new Conv2d(
            inputs, width, kernel: 1, initializer: Initializer.KaimingNormalFanOut(width, 1)));
        _bn1 = Register("bn1", new BatchNorm2d(width));
        _conv2 = Register("conv2", new Conv2d(
            width, width, kernel: 3, stride, initializer: Initializer.KaimingNormalFanOut(width, 3)));
        _bn2 = Register("bn2", new BatchNorm2d(width));
        _conv3 = Register("conv3", new Conv2d(width, outputs, kernel: 1, initializer: widening));
        _bn3 = Register("bn3", new BatchNorm2d(outputs));
        if (stride == 1 && inputs == outputs) return;
        _shortcut = Register(shortcutName, new Sequential(
            new Conv2d(inputs, outputs, kernel: 1, stride, initializer: widening), new BatchNorm2d(outputs)));
    }

    /// <summary>Blocks of one width; the first of them has the stride.</summary>
    /// <param name="width">Channels of the first two convolutions.</param>
    /// <param name="shortcutName">What the names of the shortcut's parameters begin with.</param>
    internal static Sequential Stage(int inputs, int width, int blocks, int stride, string shortcutName) => new(
        Enumerable.Range(0, blocks).Select(block => block == 0
            ? new BottleneckBlock(inputs, width, stride, shortcutName)
            : new BottleneckBlock(width * Expansion, width, stride: 1, shortcutName)));

    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor residual = Relu(_bn1.call(_conv1.call(x)));
        residual = Relu(_bn2.call(_conv2.call(residual)));
        residual = _bn3.call(_conv3.call(residual));
        Tensor shortcut = _shortcut?.call(x) ?? x;
        return Relu(Add(residual, shortcut)).MoveToOuterDisposeScope();
    }
}
