using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;
using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>Residual networks for 32×32 images (He et al. 2016, section 4.2): three stages of (depth − 2) / 6 basic
/// blocks. Parameter names are RepDistiller's.</summary>
public sealed class ResNetCifar : Network
{
    private readonly Conv2d _conv1;
    private readonly BatchNorm2d _bn1;
    private readonly List<BasicBlock> _blocks = [];
    private readonly Linear _fc;

    /// <param name="depth">6n + 2 weighted layers.</param>
    /// <param name="stemWidth">Channels of the first convolution: 16, or 32 for the x4 networks.</param>
    /// <param name="stageWidths">Channels of the three stages: 16, 32, 64, or four times those.</param>
    public ResNetCifar(NetworkBuilder builder, int channels, int classes, int depth, int stemWidth, int[] stageWidths)
        : base(builder)
    {
        _conv1 = builder.Conv2d(
            "conv1", channels, stemWidth, kernel: 3, initializer: Initializer.KaimingNormalFanOut(stemWidth, 3));
        _bn1 = builder.BatchNorm2d("bn1", stemWidth);
        int inputs = stemWidth;
        for (int stage = 0; stage < stageWidths.Length; stage++)
        {
            NetworkBuilder layer = builder.Scope($"layer{stage + 1}");
            for (int block = 0; block < (depth - 2) / 6; block++)
            {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                _blocks.Add(new BasicBlock(layer.Scope(block), inputs, stageWidths[stage], stride));
                inputs = stageWidths[stage];
            }
        }
        _fc = builder.Linear("fc", inputs, classes);
    }

    public override Tensor Forward(Tensor images)
    {
        Tensor x = Functional.ReluInPlace(_bn1.Forward(_conv1.Forward(images)));
        foreach (BasicBlock block in _blocks) x = block.Forward(x);
        return _fc.Forward(Functional.GlobalAvgPool(x));
    }
}
