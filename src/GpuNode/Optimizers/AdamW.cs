using Distillery.Torch;

namespace Distillery.GpuNode.Optimizers;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019), in PyTorch's form.</summary>
public sealed class AdamW(
    long parameterCount, double beta1, double beta2, double epsilon, double weightDecay, Device device) : IOptimizer
{
    private readonly Tensor _mean = Tensor.Empty([parameterCount], ScalarType.Float32, device).ZeroInPlace();
    private readonly Tensor _square = Tensor.Empty([parameterCount], ScalarType.Float32, device).ZeroInPlace();

    public IReadOnlyList<NamedTensor> State =>
    [
        new NamedTensor("mean", _mean, IsParameter: false),
        new NamedTensor("square", _square, IsParameter: false),
    ];

    public void Apply(Tensor parameters, Tensor gradient, double learningRate, long step)
    {
        using NoGrad guard = NoGrad.Begin();
        using TensorScope scope = new();
        double correction1 = 1 - Math.Pow(beta1, step + 1);
        double correction2 = 1 - Math.Pow(beta2, step + 1);
        parameters.MultiplyInPlace(1 - learningRate * weightDecay);
        _mean.MultiplyInPlace(beta1).AddInPlace(gradient, 1 - beta1);
        _square.MultiplyInPlace(beta2).AddProductInPlace(gradient, gradient, 1 - beta2);
        Tensor denominator = _square.Sqrt().MultiplyInPlace(1 / Math.Sqrt(correction2)).AddInPlace(epsilon);
        parameters.AddQuotientInPlace(_mean, denominator, -learningRate / correction1);
    }

    public void Dispose()
    {
        _mean.Dispose();
        _square.Dispose();
    }
}
