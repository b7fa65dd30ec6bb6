using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;
using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>Residual networks for ImageNet (He et al. 2016): a 7×7 stem of stride 2, max-pooling, four stages. Images
/// are 224×224; other sizes work too. Parameter names are torchvision's.</summary>
public sealed class ResNetImageNet : Network
{
    private const int StemWidth = 64;
    private const int StemKernel = 7;

    private static readonly int[] StageWidths = [64, 128, 256, 512];

    private readonly Conv2d _conv1;
    private readonly BatchNorm2d _bn1;
    private readonly MaxPool2d _pool;
    private readonly List<Func<Tensor, Tensor>> _blocks = [];
    private readonly Linear _fc;

    private ResNetImageNet(NetworkBuilder builder, int channels, int classes, int[] blocks, AddBlock add)
        : base(builder)
    {
        _conv1 = builder.Conv2d(
            "conv1", channels, StemWidth, StemKernel, stride: 2,
            initializer: Initializer.KaimingNormalFanOut(StemWidth, StemKernel));
        _bn1 = builder.BatchNorm2d("bn1", StemWidth);
        int inputs = StemWidth;
        for (int stage = 0; stage < StageWidths.Length; stage++)
        {
            NetworkBuilder layer = builder.Scope($"layer{stage + 1}");
            for (int block = 0; block < blocks[stage]; block++)
            {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                (Func<Tensor, Tensor> forward, inputs) = add(layer.Scope(block), inputs, StageWidths[stage], stride);
                _blocks.Add(forward);
            }
        }
        _pool = builder.MaxPool2d(kernel: 3, stride: 2, padding: 1);
        _fc = builder.Linear("fc", inputs, classes);
    }

    // Makes a block and gives back its forward pass and its output channels.
    private delegate (Func<Tensor, Tensor> Forward, int Outputs) AddBlock(
        NetworkBuilder builder, int inputs, int width, int stride);

    /// <summary>With blocks of two 3×3 convolutions, as ResNet-18 and -34.</summary>
    /// <param name="blocks">How many each of the four stages has.</param>
    public static ResNetImageNet OfBasicBlocks(NetworkBuilder builder, int channels, int classes, int[] blocks) =>
        new(builder, channels, classes, blocks, (scope, inputs, width, stride) =>
            (new BasicBlock(scope, inputs, width, stride).Forward, width));

    /// <summary>With bottlenecks, as ResNet-50.</summary>
    /// <param name="blocks">How many each of the four stages has.</param>
    public static ResNetImageNet OfBottlenecks(NetworkBuilder builder, int channels, int classes, int[] blocks) =>
        new(builder, channels, classes, blocks, (scope, inputs, width, stride) => (
            new BottleneckBlock(scope, inputs, width, stride, "downsample").Forward,
            width * BottleneckBlock.Expansion));

    public override Tensor Forward(Tensor images)
    {
        Tensor x = Functional.ReluInPlace(_bn1.Forward(_conv1.Forward(images)));
        x = _pool.Forward(x);
        foreach (Func<Tensor, Tensor> block in _blocks) x = block(x);
        return _fc.Forward(Functional.GlobalAvgPool(x));
    }
}
