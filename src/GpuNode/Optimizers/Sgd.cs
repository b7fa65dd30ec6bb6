using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Optimizers;

/// <summary>Stochastic gradient descent with momentum, in PyTorch's form (Sutskever et al. 2013, with the learning rate
/// outside the momentum): d = g + decay·w; v ← momentum·v + d; w ← w − rate·v, or w − rate·(d + momentum·v) for Nesterov.
/// Dampening is 0.</summary>
/// <param name="type">Of the weights; in Float64 rounding is small enough to compare whole trainings with another program's.</param>
public sealed class Sgd(
    long parameterCount, double momentum, bool nesterov, double weightDecay, Device device,
    ScalarType type = ScalarType.Float32) : IOptimizer
{
    private readonly Tensor _velocity = FlatVector.Zeros(parameterCount, device, type);
    private readonly Scalar _momentum = momentum;
    private readonly Scalar _weightDecay = weightDecay;

    public IReadOnlyList<NamedTensor> State => [new NamedTensor("momentum", _velocity)];

    public void Apply(Tensor parameters, Tensor gradient, double learningRate, long step)
    {
        using Scalar rate = -learningRate;
        VectorPieces.Apply([parameters, gradient, _velocity], parts =>
        {
            (Tensor weights, Tensor slope, Tensor velocity) = (parts[0], parts[1], parts[2]);
            Tensor change = weightDecay == 0 ? slope : slope.add(weights, _weightDecay);
            velocity.mul_(_momentum).add_(change, Scalars.One);
            weights.add_(nesterov ? change.add(velocity, _momentum) : velocity, rate);
        });
    }

    public void Dispose() => _velocity.Dispose();
}
