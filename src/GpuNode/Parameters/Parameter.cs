using Distillery.Torch;

namespace Distillery.GpuNode.Parameters;

/// <summary>One named array of a network: weights that are learned, or a buffer that is kept beside them. It has no values
/// until a network is bound to memory.</summary>
public sealed class Parameter(string name, long[] shape, Initializer initializer)
{
    private Tensor? _value;

    /// <summary>As in the usual PyTorch implementations, dotted.</summary>
    public string Name { get; } = name;

    public IReadOnlyList<long> Shape { get; } = shape;

    public Initializer Initializer { get; } = initializer;

    /// <summary>The number of elements.</summary>
    public long Count { get; } = shape.Aggregate(1L, (product, extent) => product * extent);

    /// <exception cref="InvalidOperationException">The network is not bound.</exception>
    public Tensor Value => _value ?? throw new InvalidOperationException($"{Name} is used before its network is bound to weights");

    internal void Bind(Tensor value) => _value = value;
}
