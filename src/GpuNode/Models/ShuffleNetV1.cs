using Distillery.GpuNode.Layers;

namespace Distillery.GpuNode.Models;

/// <summary>ShuffleNetV1 with three groups (Zhang et al. 2018) for 32×32 images: a 1×1 stem and three stages. Parameter
/// names are RepDistiller's.</summary>
public sealed class ShuffleNetV1 : Network
{
    private const int StemWidth = 24;

    private readonly Conv2d _conv1;
    private readonly BatchNorm2d _bn1;
    private readonly Sequential _layer1, _layer2, _layer3;
    private readonly Linear _linear;

    public ShuffleNetV1(int channels, int classes)
    {
        _conv1 = Register("conv1", new Conv2d(channels, StemWidth, kernel: 1));
        _bn1 = Register("bn1", new BatchNorm2d(StemWidth));
        _layer1 = Register("layer1", ShuffleV1Block.Stage(StemWidth, 240, blocks: 4, firstGroups: 1));
        _layer2 = Register("layer2", ShuffleV1Block.Stage(240, 480, blocks: 8, ShuffleV1Block.Groups));
        _layer3 = Register("layer3", ShuffleV1Block.Stage(480, 960, blocks: 4, ShuffleV1Block.Groups));
        _linear = Register("linear", new Linear(960, classes));
    }

    public override Tensor forward(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Relu(_bn1.call(_conv1.call(images)));
        x = _layer3.call(_layer2.call(_layer1.call(x)));
        return _linear.call(GlobalAveragePool(x)).MoveToOuterDisposeScope();
    }
}

/// <summary>ShuffleNetV1's block (Zhang et al. 2018): a grouped 1×1 convolution, a channel shuffle, a 3×3 convolution
/// of each channel, a grouped 1×1 convolution. At stride 1 the input is added; at stride 2 it is pooled and laid
/// beside.</summary>
internal sealed class ShuffleV1Block : Block
{
    internal const int Groups = 3;

    private readonly Conv2d _conv1, _conv2, _conv3;
    private readonly BatchNorm2d _bn1, _bn2, _bn3;
    private readonly ChannelShuffle _shuffle;
    private readonly AveragePool2d? _pool;

    private ShuffleV1Block(int inputs, int outputs, int stride, int firstGroups)
    {
        int made = stride == 2 ? outputs - inputs : outputs;
        int middle = made / 4;
        _conv1 = Register("conv1", new Conv2d(inputs, middle, kernel: 1, groups: firstGroups));
        _bn1 = Register("bn1", new BatchNorm2d(middle));
        _shuffle = Register("shuffle", new ChannelShuffle(firstGroups));
        _conv2 = Register("conv2", new Conv2d(middle, middle, kernel: 3, stride, groups: middle));
        _bn2 = Register("bn2", new BatchNorm2d(middle));
        _conv3 = Register("conv3", new Conv2d(middle, made, kernel: 1, groups: Groups));
        _bn3 = Register("bn3", new BatchNorm2d(made));
        if (stride == 2) _pool = Register("pool", new AveragePool2d(kernel: 3, stride: 2, padding: 1));
    }

    /// <summary>Blocks of one width; the first of them halves the resolution.</summary>
    /// <param name="firstGroups">Of the first block's first convolution: 1 behind the stem, which has too few channels to be worth
    /// grouping.</param>
    internal static Sequential Stage(int inputs, int outputs, int blocks, int firstGroups) => new(
        Enumerable.Range(0, blocks).Select(block => block == 0
            ? new ShuffleV1Block(inputs, outputs, stride: 2, firstGroups)
            : new ShuffleV1Block(outputs, outputs, stride: 1, Groups)));

    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor made = _shuffle.call(Relu(_bn1.call(_conv1.call(x))));
        made = Relu(_bn2.call(_conv2.call(made)));
        made = _bn3.call(_conv3.call(made));
        Tensor joined = _pool is null ? Add(made, x) : Concatenate(made, _pool.call(x));
        return Relu(joined).MoveToOuterDisposeScope();
    }
}
