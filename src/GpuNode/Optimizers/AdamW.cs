using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Optimizers;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019), in PyTorch's form.</summary>
public sealed class AdamW(
    long parameterCount, double beta1, double beta2, double epsilon, double weightDecay, Device device) : IOptimizer
{
    private readonly Tensor _mean = FlatVector.Zeros(parameterCount, device);
    private readonly Tensor _square = FlatVector.Zeros(parameterCount, device);
    private readonly Scalar _beta1 = beta1, _beta2 = beta2;
    private readonly Scalar _rest1 = 1 - beta1, _rest2 = 1 - beta2;

    public IReadOnlyList<NamedTensor> State => [new NamedTensor("mean", _mean), new NamedTensor("square", _square)];

    public void Apply(Tensor parameters, Tensor gradient, double learningRate, long step)
    {
        // √(v / c2) + ε = (√v + ε·√c2) / √c2: the correction of the square is left to two numbers.
        double correction1 = 1 - Math.Pow(beta1, step + 1);
        double root2 = Math.Sqrt(1 - Math.Pow(beta2, step + 1));
        using Scalar decay = 1 - (learningRate * weightDecay);
        using Scalar floor = epsilon * root2;
        using Scalar rate = -learningRate * root2 / correction1;
        VectorPieces.Apply([parameters, gradient, _mean, _square], parts =>
        {
            (Tensor weights, Tensor slope, Tensor mean, Tensor square) = (parts[0], parts[1], parts[2], parts[3]);
            mean.mul_(_beta1).add_(slope, _rest1);
            square.mul_(_beta2).addcmul_(slope, slope, _rest2);
            weights.mul_(decay).addcdiv_(mean, square.sqrt().add_(floor, Scalars.One), rate);
        });
    }

    public void Dispose()
    {
        _mean.Dispose();
        _square.Dispose();
    }
}
