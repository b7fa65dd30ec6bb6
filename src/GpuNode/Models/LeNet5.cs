using Distillery.GpuNode.Layers;

namespace Distillery.GpuNode.Models;

/// <summary>LeNet-5 with BatchNorm and ReLU (LeCun et al. 1998; the form used with Fashion-MNIST by ReffAKD): two 5×5
/// convolutions with 2×2 max-pooling, then 400-120-84-classes. Images are 32×32.</summary>
public sealed class LeNet5 : Network
{
    private readonly Conv2d _conv1, _conv2;
    private readonly BatchNorm2d _bn1, _bn2;
    private readonly MaxPool2d _pool;
    private readonly Linear _fc1, _fc2, _fc3;

    public LeNet5(int channels, int classes)
    {
        _conv1 = Register("conv1", new Conv2d(channels, 6, kernel: 5, padding: 0, bias: true));
        _bn1 = Register("bn1", new BatchNorm2d(6));
        _conv2 = Register("conv2", new Conv2d(6, 16, kernel: 5, padding: 0, bias: true));
        _bn2 = Register("bn2", new BatchNorm2d(16));
        _pool = Register("pool", new MaxPool2d(kernel: 2, stride: 2));
        _fc1 = Register("fc1", new Linear(16 * 5 * 5, 120));
        _fc2 = Register("fc2", new Linear(120, 84));
        _fc3 = Register("fc3", new Linear(84, classes));
    }

    protected override IEnumerable<Layer> Stages => [_conv2, _fc1];

    public override Tensor forward(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        // ReLU comes after pooling, where there is a quarter of it to do: the maximum is the same either way.
        Tensor x = Relu(_pool.call(_bn1.call(_conv1.call(images))));
        x = Relu(_pool.call(_bn2.call(_conv2.call(x))));
        x = Relu(_fc1.call(Flatten(x)));
        x = Relu(_fc2.call(x));
        return _fc3.call(x).MoveToOuterDisposeScope();
    }
}
