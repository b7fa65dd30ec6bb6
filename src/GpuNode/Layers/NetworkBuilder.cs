using Distillery.GpuNode.Parameters;

namespace Distillery.GpuNode.Layers;

/// <summary>Makes a network's layers under dotted names and remembers their parameters in the order of declaration.</summary>
public sealed class NetworkBuilder
{
    private readonly string _prefix;
    private readonly Registry _registry;

    public NetworkBuilder() : this("", new Registry()) { }

    private NetworkBuilder(string prefix, Registry registry) => (_prefix, _registry) = (prefix, registry);

    internal ForwardState State => _registry.State;

    internal IReadOnlyList<Parameter> Parameters => _registry.Parameters;

    internal IReadOnlyList<Parameter> Buffers => _registry.Buffers;

    internal IReadOnlyList<BatchNorm2d> Normalizations => _registry.Normalizations;

    /// <summary>A builder whose layers' names begin with one more part.</summary>
    public NetworkBuilder Scope(string name) => new($"{_prefix}{name}.", _registry);

    public NetworkBuilder Scope(int index) => Scope(index.ToString());

    /// <param name="padding">Null: half the kernel, which keeps the size at stride 1.</param>
    /// <param name="initializer">Null: PyTorch's default for convolutions.</param>
    /// <param name="biasInitializer">Null: PyTorch's default.</param>
    public Conv2d Conv2d(
        string name, int inputs, int outputs, int kernel, int stride = 1, int? padding = null, int groups = 1,
        bool bias = false, Initializer? initializer = null, Initializer? biasInitializer = null)
    {
        int fanIn = inputs / groups * kernel * kernel;
        Parameter weight = Parameter(
            $"{name}.weight", [outputs, inputs / groups, kernel, kernel], initializer ?? Initializer.FanInUniform(fanIn));
        Parameter? offset = bias
            ? Parameter($"{name}.bias", [outputs], biasInitializer ?? Initializer.FanInUniform(fanIn))
            : null;
        return new Conv2d(State, weight, offset, stride, padding ?? kernel / 2, groups);
    }

    public BatchNorm2d BatchNorm2d(string name, int channels)
    {
        BatchNorm2d layer = new(
            State,
            Parameter($"{name}.weight", [channels], new Initializer.Constant(1)),
            Parameter($"{name}.bias", [channels], new Initializer.Constant(0)),
            Buffer($"{name}.running_mean", [channels], new Initializer.Constant(0)),
            Buffer($"{name}.running_var", [channels], new Initializer.Constant(1)));
        _registry.Normalizations.Add(layer);
        return layer;
    }

    /// <summary>A layer without parameters, which so needs no name.</summary>
    public MaxPool2d MaxPool2d(int kernel, int stride, int padding = 0) => new(State, kernel, stride, padding);

    /// <param name="initializer">Null: PyTorch's default for linear layers.</param>
    public Linear Linear(
        string name, int inputs, int outputs, Initializer? initializer = null, Initializer? biasInitializer = null) =>
        new(
            State,
            Parameter($"{name}.weight", [outputs, inputs], initializer ?? Initializer.FanInUniform(inputs)),
            Parameter($"{name}.bias", [outputs], biasInitializer ?? Initializer.FanInUniform(inputs)));

    private Parameter Parameter(string name, long[] shape, Initializer initializer)
    {
        Parameter parameter = new(_prefix + name, shape, initializer);
        _registry.Parameters.Add(parameter);
        return parameter;
    }

    private Parameter Buffer(string name, long[] shape, Initializer initializer)
    {
        Parameter buffer = new(_prefix + name, shape, initializer);
        _registry.Buffers.Add(buffer);
        return buffer;
    }

    // One for all scopes of a network.
    private sealed class Registry
    {
        internal ForwardState State { get; } = new();

        internal List<Parameter> Parameters { get; } = [];

        internal List<Parameter> Buffers { get; } = [];

        internal List<BatchNorm2d> Normalizations { get; } = [];
    }
}
