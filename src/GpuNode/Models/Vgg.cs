using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;
using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>VGG with BatchNorm for 32×32 images (Simonyan and Zisserman 2015, cut down as in RepDistiller, whose
/// parameter names it has): five blocks of 3×3 convolutions with bias, global average pooling, one linear
/// layer.</summary>
public sealed class Vgg : Network
{
    private const int PooledBlocks = 3; // From there on the features are 4×4 and stay so.

    private static readonly int[] BlockWidths = [64, 128, 256, 512, 512];

    private readonly List<List<(Conv2d Convolution, BatchNorm2d Normalization)>> _blocks = [];
    private readonly MaxPool2d _pool;
    private readonly Linear _classifier;

    /// <param name="convolutions">How many each of the five blocks has.</param>
    public Vgg(NetworkBuilder builder, int channels, int classes, int[] convolutions) : base(builder)
    {
        int inputs = channels;
        for (int index = 0; index < BlockWidths.Length; index++)
        {
            List<(Conv2d, BatchNorm2d)> block = [];
            for (int i = 0; i < convolutions[index]; i++)
            {
                block.Add(ConvBn(builder.Scope($"block{index}"), i, inputs, BlockWidths[index]));
                inputs = BlockWidths[index];
            }
            _blocks.Add(block);
        }
        _pool = builder.MaxPool2d(kernel: 2, stride: 2);
        _classifier = builder.Linear(
            "classifier", inputs, classes, new Initializer.Normal(0.01), new Initializer.Constant(0));
    }

    public override Tensor Forward(Tensor images)
    {
        Tensor x = images;
        for (int index = 0; index < _blocks.Count; index++)
        {
            foreach ((Conv2d convolution, BatchNorm2d normalization) in _blocks[index])
                x = Layer(convolution, normalization, x);
            if (index < PooledBlocks) x = _pool.Forward(x);
        }
        return _classifier.Forward(Functional.GlobalAvgPool(x));
    }

    private static Tensor Layer(Conv2d convolution, BatchNorm2d normalization, Tensor x)
    {
        using TensorScope scope = new();
        return scope.Return(Functional.ReluInPlace(normalization.Forward(convolution.Forward(x))));
    }

    // The names count three entries for each: convolution, BatchNorm and a ReLU without parameters.
    private static (Conv2d, BatchNorm2d) ConvBn(NetworkBuilder block, int index, int inputs, int outputs) => (
        block.Conv2d(
            $"{3 * index}", inputs, outputs, kernel: 3, bias: true,
            initializer: Initializer.KaimingNormalFanOut(outputs, 3), biasInitializer: new Initializer.Constant(0)),
        block.BatchNorm2d($"{3 * index + 1}", outputs));
}
