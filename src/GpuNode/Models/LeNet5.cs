using Distillery.GpuNode.Layers;
using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>LeNet-5 with BatchNorm and ReLU (LeCun et al. 1998; the form used with Fashion-MNIST by ReffAKD): two 5×5
/// convolutions with 2×2 max-pooling, then 400-120-84-classes. Images are 32×32.</summary>
public sealed class LeNet5 : Network
{
    private readonly Conv2d _conv1, _conv2;
    private readonly BatchNorm2d _bn1, _bn2;
    private readonly MaxPool2d _pool;
    private readonly Linear _fc1, _fc2, _fc3;

    public LeNet5(NetworkBuilder builder, int channels, int classes) : base(builder)
    {
        _conv1 = builder.Conv2d("conv1", channels, 6, kernel: 5, padding: 0, bias: true);
        _bn1 = builder.BatchNorm2d("bn1", 6);
        _conv2 = builder.Conv2d("conv2", 6, 16, kernel: 5, padding: 0, bias: true);
        _bn2 = builder.BatchNorm2d("bn2", 16);
        _pool = builder.MaxPool2d(kernel: 2, stride: 2);
        _fc1 = builder.Linear("fc1", 16 * 5 * 5, 120);
        _fc2 = builder.Linear("fc2", 120, 84);
        _fc3 = builder.Linear("fc3", 84, classes);
    }

    public override Tensor Forward(Tensor images)
    {
        // ReLU comes after pooling, where there is a quarter of it to do: the maximum is the same either way.
        Tensor x = Functional.ReluInPlace(_pool.Forward(_bn1.Forward(_conv1.Forward(images))));
        x = Functional.ReluInPlace(_pool.Forward(_bn2.Forward(_conv2.Forward(x))));
        x = Functional.ReluInPlace(_fc1.Forward(x.Flatten(1)));
        x = Functional.ReluInPlace(_fc2.Forward(x));
        return _fc3.Forward(x);
    }
}
