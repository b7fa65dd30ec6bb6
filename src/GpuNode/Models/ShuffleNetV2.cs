using Distillery.GpuNode.Layers;

namespace Distillery.GpuNode.Models;

/// <summary>ShuffleNetV2 of width 1 (Ma et al. 2018) for 32×32 images: a 1×1 stem, three stages, a head of 1024
/// channels. Parameter names are RepDistiller's.</summary>
public sealed class ShuffleNetV2 : Network
{
    private const int StemWidth = 24;
    private const int HeadWidth = 1024;

    private readonly Conv2d _conv1, _conv2;
    private readonly BatchNorm2d _bn1, _bn2;
    private readonly Sequential _layer1, _layer2, _layer3;
    private readonly Linear _linear;

    public ShuffleNetV2(int channels, int classes)
    {
        _conv1 = Register("conv1", new Conv2d(channels, StemWidth, kernel: 1));
        _bn1 = Register("bn1", new BatchNorm2d(StemWidth));
        _layer1 = Register("layer1", Stage(StemWidth, 116, blocks: 3));
        _layer2 = Register("layer2", Stage(116, 232, blocks: 7));
        _layer3 = Register("layer3", Stage(232, 464, blocks: 3));
        _conv2 = Register("conv2", new Conv2d(464, HeadWidth, kernel: 1));
        _bn2 = Register("bn2", new BatchNorm2d(HeadWidth));
        _linear = Register("linear", new Linear(HeadWidth, classes));
    }

    public override Tensor forward(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Relu(_bn1.call(_conv1.call(images)));
        x = _layer3.call(_layer2.call(_layer1.call(x)));
        return _linear.call(GlobalAveragePool(Relu(_bn2.call(_conv2.call(x))))).MoveToOuterDisposeScope();
    }

    // One block that halves the resolution, then as many as given that keep the shape.
    private static Sequential Stage(int inputs, int width, int blocks) => new(
        [new ShuffleV2Down(inputs, width), .. Enumerable.Range(0, blocks).Select(_ => new ShuffleV2Block(width))]);
}

/// <summary>ShuffleNetV2's block that keeps the shape (Ma et al. 2018): the first half of the channels passes
/// untouched, the second is convolved, and a shuffle mixes both.</summary>
internal sealed class ShuffleV2Block : Block
{
    private readonly Conv2d _conv1, _conv2, _conv3;
    private readonly BatchNorm2d _bn1, _bn2, _bn3;
    private readonly ChannelShuffle _shuffle;
    private readonly int _half;

    internal ShuffleV2Block(int width)
    {
        _half = width / 2;
        _conv1 = Register("conv1", new Conv2d(_half, _half, kernel: 1));
        _bn1 = Register("bn1", new BatchNorm2d(_half));
        _conv2 = Register("conv2", new Conv2d(_half, _half, kernel: 3, groups: _half));
        _bn2 = Register("bn2", new BatchNorm2d(_half));
        _conv3 = Register("conv3", new Conv2d(_half, _half, kernel: 1));
        _bn3 = Register("bn3", new BatchNorm2d(_half));
        _shuffle = Register("shuffle", new ChannelShuffle(2));
    }

    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor kept = SliceChannels(x, 0, _half);
        Tensor made = Relu(_bn1.call(_conv1.call(SliceChannels(x, _half, _half))));
        made = _bn2.call(_conv2.call(made));
        made = Relu(_bn3.call(_conv3.call(made)));
        return _shuffle.call(Concatenate(kept, made)).MoveToOuterDisposeScope();
    }
}

/// <summary>ShuffleNetV2's block that halves the resolution (Ma et al. 2018): two branches see all channels, each makes
/// half of the outputs, and a shuffle mixes them.</summary>
internal sealed class ShuffleV2Down : Block
{
    private readonly Conv2d _conv1, _conv2, _conv3, _conv4, _conv5;
    private readonly BatchNorm2d _bn1, _bn2, _bn3, _bn4, _bn5;
    private readonly ChannelShuffle _shuffle;

    internal ShuffleV2Down(int inputs, int outputs)
    {
        int half = outputs / 2;
        _conv1 = Register("conv1", new Conv2d(inputs, inputs, kernel: 3, stride: 2, groups: inputs));
        _bn1 = Register("bn1", new BatchNorm2d(inputs));
        _conv2 = Register("conv2", new Conv2d(inputs, half, kernel: 1));
        _bn2 = Register("bn2", new BatchNorm2d(half));
        _conv3 = Register("conv3", new Conv2d(inputs, half, kernel: 1));
        _bn3 = Register("bn3", new BatchNorm2d(half));
        _conv4 = Register("conv4", new Conv2d(half, half, kernel: 3, stride: 2, groups: half));
        _bn4 = Register("bn4", new BatchNorm2d(half));
        _conv5 = Register("conv5", new Conv2d(half, half, kernel: 1));
        _bn5 = Register("bn5", new BatchNorm2d(half));
        _shuffle = Register("shuffle", new ChannelShuffle(2));
    }

    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor left = Relu(_bn2.call(_conv2.call(_bn1.call(_conv1.call(x)))));
        Tensor right = Relu(_bn3.call(_conv3.call(x)));
        right = Relu(_bn5.call(_conv5.call(_bn4.call(_conv4.call(right)))));
        return _shuffle.call(Concatenate(left, right)).MoveToOuterDisposeScope();
    }
}
