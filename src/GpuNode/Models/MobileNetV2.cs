using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;
using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>MobileNetV2 (Sandler et al. 2018) at half width for 32×32 images, in RepDistiller's form and with its
/// parameter names: expansion 6, ReLU instead of ReLU6, and a head of 1280 channels that is not halved.</summary>
public sealed class MobileNetV2 : Network
{
    private const int StemWidth = 16;
    private const int HeadWidth = 1280;

    private static readonly (int Expansion, int Width, int Blocks, int Stride)[] Stages =
        [(1, 8, 1, 1), (6, 12, 2, 1), (6, 16, 3, 2), (6, 32, 4, 2), (6, 48, 3, 1), (6, 80, 3, 2), (6, 160, 1, 1)];

    private readonly Conv2d _stem, _head;
    private readonly BatchNorm2d _stemBn, _headBn;
    private readonly List<InvertedResidual> _blocks = [];
    private readonly Linear _classifier;

    public MobileNetV2(NetworkBuilder builder, int channels, int classes) : base(builder)
    {
        NetworkBuilder stem = builder.Scope("conv1");
        _stem = stem.Conv2d(
            "0", channels, StemWidth, kernel: 3, stride: 2, initializer: Initializer.KaimingNormalFanOut(StemWidth, 3));
        _stemBn = stem.BatchNorm2d("1", StemWidth);
        int inputs = StemWidth;
        for (int stage = 0; stage < Stages.Length; stage++)
        {
            (int expansion, int width, int blocks, int stride) = Stages[stage];
            for (int block = 0; block < blocks; block++)
            {
                NetworkBuilder layers = builder.Scope("blocks").Scope(stage).Scope(block);
                _blocks.Add(new InvertedResidual(layers, inputs, width, block == 0 ? stride : 1, expansion));
                inputs = width;
            }
        }
        NetworkBuilder head = builder.Scope("conv2");
        _head = head.Conv2d(
            "0", inputs, HeadWidth, kernel: 1, initializer: Initializer.KaimingNormalFanOut(HeadWidth, 1));
        _headBn = head.BatchNorm2d("1", HeadWidth);
        _classifier = builder.Linear(
            "classifier.0", HeadWidth, classes, new Initializer.Normal(0.01), new Initializer.Constant(0));
    }

    public override Tensor Forward(Tensor images)
    {
        Tensor x = Functional.ReluInPlace(_stemBn.Forward(_stem.Forward(images)));
        foreach (InvertedResidual block in _blocks) x = block.Forward(x);
        x = Functional.ReluInPlace(_headBn.Forward(_head.Forward(x)));
        return _classifier.Forward(Functional.GlobalAvgPool(x));
    }
}
