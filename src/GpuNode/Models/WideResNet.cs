using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;
using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>Wide residual networks for 32×32 images (Zagoruyko and Komodakis 2016), without dropout: three stages of
/// (depth − 4) / 6 pre-activation blocks. Parameter names are RepDistiller's.</summary>
public sealed class WideResNet : Network
{
    private static readonly int[] StageWidths = [16, 32, 64];

    private readonly Conv2d _conv1;
    private readonly List<PreActivationBlock> _blocks = [];
    private readonly BatchNorm2d _bn1;
    private readonly Linear _fc;

    /// <param name="depth">6n + 4 weighted layers.</param>
    /// <param name="widthFactor">By how much the stages are wider than 16, 32 and 64 channels; the stem stays at
    /// 16.</param>
    public WideResNet(NetworkBuilder builder, int channels, int classes, int depth, int widthFactor) : base(builder)
    {
        int inputs = 16;
        _conv1 = builder.Conv2d(
            "conv1", channels, inputs, kernel: 3, initializer: Initializer.KaimingNormalFanOut(inputs, 3));
        for (int stage = 0; stage < StageWidths.Length; stage++)
        {
            NetworkBuilder layer = builder.Scope($"block{stage + 1}").Scope("layer");
            int outputs = StageWidths[stage] * widthFactor;
            for (int block = 0; block < (depth - 4) / 6; block++)
            {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                _blocks.Add(new PreActivationBlock(layer.Scope(block), inputs, outputs, stride));
                inputs = outputs;
            }
        }
        _bn1 = builder.BatchNorm2d("bn1", inputs);
        _fc = builder.Linear("fc", inputs, classes, biasInitializer: new Initializer.Constant(0));
    }

    public override Tensor Forward(Tensor images)
    {
        Tensor x = _conv1.Forward(images);
        foreach (PreActivationBlock block in _blocks) x = block.Forward(x);
        return _fc.Forward(Functional.GlobalAvgPool(Functional.ReluInPlace(_bn1.Forward(x))));
    }
}
