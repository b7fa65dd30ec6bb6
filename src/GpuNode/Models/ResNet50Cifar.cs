using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;
using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>ResNet-50 (He et al. 2016) for 32×32 images: a 3×3 stem of stride 1 and no max-pooling, so that the
/// features are 32, 16, 8 and 4 pixels wide. Parameter names are RepDistiller's.</summary>
public sealed class ResNet50Cifar : Network
{
    private const int StemWidth = 64;

    private static readonly (int Width, int Blocks)[] Stages = [(64, 3), (128, 4), (256, 6), (512, 3)];

    private readonly Conv2d _conv1;
    private readonly BatchNorm2d _bn1;
    private readonly List<BottleneckBlock> _blocks = [];
    private readonly Linear _linear;

    public ResNet50Cifar(NetworkBuilder builder, int channels, int classes) : base(builder)
    {
        _conv1 = builder.Conv2d(
            "conv1", channels, StemWidth, kernel: 3, initializer: Initializer.KaimingNormalFanOut(StemWidth, 3));
        _bn1 = builder.BatchNorm2d("bn1", StemWidth);
        int inputs = StemWidth;
        for (int stage = 0; stage < Stages.Length; stage++)
        {
            NetworkBuilder layer = builder.Scope($"layer{stage + 1}");
            (int width, int blocks) = Stages[stage];
            for (int block = 0; block < blocks; block++)
            {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                _blocks.Add(new BottleneckBlock(layer.Scope(block), inputs, width, stride, "shortcut"));
                inputs = width * BottleneckBlock.Expansion;
            }
        }
        _linear = builder.Linear("linear", inputs, classes);
    }

    public override Tensor Forward(Tensor images)
    {
        Tensor x = Functional.ReluInPlace(_bn1.Forward(_conv1.Forward(images)));
        foreach (BottleneckBlock block in _blocks) x = block.Forward(x);
        return _linear.Forward(Functional.GlobalAvgPool(x));
    }
}
