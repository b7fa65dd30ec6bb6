using Distillery.Torch;

namespace Distillery.GpuNode.Optimizers;

/// <summary>Stochastic gradient descent with momentum, in PyTorch's form (Sutskever et al. 2013, with the learning rate
/// outside the momentum): d = g + decay·w; v ← momentum·v + d; w ← w − rate·v, or w − rate·(d + momentum·v) for Nesterov.
/// Dampening is 0.</summary>
public sealed class Sgd(long parameterCount, double momentum, bool nesterov, double weightDecay, Device device) : IOptimizer
{
    private readonly Tensor _momentum = Tensor.Empty([parameterCount], ScalarType.Float32, device).ZeroInPlace();

    public IReadOnlyList<NamedTensor> State => [new NamedTensor("momentum", _momentum, IsParameter: false)];

    public void Apply(Tensor parameters, Tensor gradient, double learningRate, long step)
    {
        using NoGrad guard = NoGrad.Begin();
        using TensorScope scope = new();
        Tensor change = weightDecay == 0 ? gradient : gradient.Add(parameters, weightDecay);
        _momentum.MultiplyInPlace(momentum).AddInPlace(change);
        if (nesterov) parameters.AddInPlace(change.Add(_momentum, momentum), -learningRate);
        else parameters.AddInPlace(_momentum, -learningRate);
    }

    public void Dispose() => _momentum.Dispose();
}
