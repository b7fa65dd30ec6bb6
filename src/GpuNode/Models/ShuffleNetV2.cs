using Distillery.GpuNode.Layers;
using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>ShuffleNetV2 of width 1 (Ma et al. 2018) for 32×32 images: a 1×1 stem, three stages, a head of 1024
/// channels. Parameter names are RepDistiller's.</summary>
public sealed class ShuffleNetV2 : Network
{
    private const int StemWidth = 24;
    private const int HeadWidth = 1024;

    private static readonly (int Width, int Blocks)[] Stages = [(116, 3), (232, 7), (464, 3)];

    private readonly Conv2d _conv1, _conv2;
    private readonly BatchNorm2d _bn1, _bn2;
    private readonly List<(ShuffleV2Down Down, List<ShuffleV2Block> Blocks)> _stages = [];
    private readonly Linear _linear;

    public ShuffleNetV2(NetworkBuilder builder, int channels, int classes) : base(builder)
    {
        _conv1 = builder.Conv2d("conv1", channels, StemWidth, kernel: 1);
        _bn1 = builder.BatchNorm2d("bn1", StemWidth);
        int inputs = StemWidth;
        for (int stage = 0; stage < Stages.Length; stage++)
        {
            NetworkBuilder layer = builder.Scope($"layer{stage + 1}");
            (int width, int count) = Stages[stage];
            ShuffleV2Down down = new(layer.Scope(0), inputs, width);
            List<ShuffleV2Block> blocks = [];
            for (int block = 1; block <= count; block++) blocks.Add(new ShuffleV2Block(layer.Scope(block), width));
            _stages.Add((down, blocks));
            inputs = width;
        }
        _conv2 = builder.Conv2d("conv2", inputs, HeadWidth, kernel: 1);
        _bn2 = builder.BatchNorm2d("bn2", HeadWidth);
        _linear = builder.Linear("linear", HeadWidth, classes);
    }

    public override Tensor Forward(Tensor images)
    {
        Tensor x = Functional.ReluInPlace(_bn1.Forward(_conv1.Forward(images)));
        foreach ((ShuffleV2Down down, List<ShuffleV2Block> blocks) in _stages)
        {
            x = down.Forward(x);
            foreach (ShuffleV2Block block in blocks) x = block.Forward(x);
        }
        return _linear.Forward(Functional.GlobalAvgPool(Functional.ReluInPlace(_bn2.Forward(_conv2.Forward(x)))));
    }
}
