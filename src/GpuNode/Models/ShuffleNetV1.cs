using Distillery.GpuNode.Layers;
using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>ShuffleNetV1 with three groups (Zhang et al. 2018) for 32×32 images: a 1×1 stem and three stages. Parameter
/// names are RepDistiller's.</summary>
public sealed class ShuffleNetV1 : Network
{
    private const int StemWidth = 24;

    private static readonly (int Width, int Blocks)[] Stages = [(240, 4), (480, 8), (960, 4)];

    private readonly Conv2d _conv1;
    private readonly BatchNorm2d _bn1;
    private readonly List<ShuffleV1Block> _blocks = [];
    private readonly Linear _linear;

    public ShuffleNetV1(NetworkBuilder builder, int channels, int classes) : base(builder)
    {
        _conv1 = builder.Conv2d("conv1", channels, StemWidth, kernel: 1);
        _bn1 = builder.BatchNorm2d("bn1", StemWidth);
        int inputs = StemWidth;
        for (int stage = 0; stage < Stages.Length; stage++)
        {
            NetworkBuilder layer = builder.Scope($"layer{stage + 1}");
            (int width, int blocks) = Stages[stage];
            for (int block = 0; block < blocks; block++)
            {
                int stride = block == 0 ? 2 : 1;
                bool isFirst = stage == 0 && block == 0;
                _blocks.Add(new ShuffleV1Block(layer.Scope(block), inputs, width, stride, isFirst));
                inputs = width;
            }
        }
        _linear = builder.Linear("linear", inputs, classes);
    }

    public override Tensor Forward(Tensor images)
    {
        Tensor x = Functional.ReluInPlace(_bn1.Forward(_conv1.Forward(images)));
        foreach (ShuffleV1Block block in _blocks) x = block.Forward(x);
        return _linear.Forward(Functional.GlobalAvgPool(x));
    }
}
