using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;

namespace Distillery.GpuNode.Models;

/// <summary>VGG with BatchNorm for 32×32 images (Simonyan and Zisserman 2015, cut down as in RepDistiller, whose
/// parameter names it has): five blocks of 3×3 convolutions with bias, global average pooling, one linear
/// layer.</summary>
public sealed class Vgg : Network
{
    private const int PooledBlocks = 3; // From there on the features are 4×4 and stay so.

    private static readonly int[] BlockWidths = [64, 128, 256, 512, 512];

    private readonly List<Sequential> _blocks = [];
    private readonly MaxPool2d _pool;
    private readonly Linear _classifier;

    /// <param name="convolutions">How many each of the five blocks has.</param>
    public Vgg(int channels, int classes, int[] convolutions)
    {
        int inputs = channels;
        for (int index = 0; index < BlockWidths.Length; index++)
        {
            _blocks.Add(Register($"block{index}", new Sequential(Layers(inputs, BlockWidths[index], convolutions[index]))));
            inputs = BlockWidths[index];
        }
        _pool = Register("pool", new MaxPool2d(kernel: 2, stride: 2));
        _classifier = Register("classifier", new Linear(
            inputs, classes, new Initializer.Normal(0.01), new Initializer.Constant(0)));
    }

    protected override IEnumerable<Layer> Stages => _blocks;

    public override Tensor forward(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = images;
        for (int index = 0; index < _blocks.Count; index++)
        {
            x = _blocks[index].call(x);
            if (index < PooledBlocks) x = _pool.call(x);
        }
        return _classifier.call(GlobalAveragePool(x)).MoveToOuterDisposeScope();
    }

    // 3×3 convolutions of one width, each with BatchNorm and ReLU.
    private static IEnumerable<Layer> Layers(int inputs, int outputs, int convolutions)
    {
        for (int index = 0; index < convolutions; index++)
        {
            yield return new Conv2d(
                index == 0 ? inputs : outputs, outputs, kernel: 3, bias: true,
                initializer: Initializer.KaimingNormalFanOut(outputs, 3), biasInitializer: new Initializer.Constant(0));
            yield return new BatchNorm2d(outputs);
            yield return new Relu();
        }
    }
}
