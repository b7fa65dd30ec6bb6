using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Weights;

/// <summary>One named tensor as bytes in memory: contiguous, row-major, little-endian, owned by nobody else.</summary>
public sealed class NamedArray
{
    /// <exception cref="ArgumentException">The shape has a negative or too large size, or <paramref name="data"/> is
    /// not as long as shape and type demand.</exception>
    public NamedArray(string name, ScalarType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> data)
    {
        if (!ArraySize.TryByteCount(shape, type, out long byteCount))
            throw new ArgumentException($"'{name}' cannot have the shape {ArraySize.Describe(shape)}", nameof(shape));
        if (byteCount != data.Length)
        {
            throw new ArgumentException(
                $"'{name}' of {type} {ArraySize.Describe(shape)} takes {byteCount} bytes and got {data.Length}",
                nameof(data));
        }
        Name = name;
        Type = type;
        Shape = [.. shape];
        Data = data;
    }

    public string Name { get; }

    public ScalarType Type { get; }

    /// <summary>Sizes from the outermost dimension to the innermost; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>ElementCount elements of <see cref="Type"/>; may be a view of a larger buffer, so read-only.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    public long ElementCount => Data.Length / Type.SizeInBytes();

    /// <summary>The same numbers in another floating-point type, rounded to nearest even; this object if it has it.
    /// Numbers beyond the range of <paramref name="type"/> become infinite.</summary>
    /// <exception cref="ArgumentException">This type or the wanted one is not a floating-point type.</exception>
    public NamedArray ConvertTo(ScalarType type) =>
        type == Type ? this : new NamedArray(Name, type, Shape, FloatConversion.Convert(Data.Span, Type, type));

    internal NamedArray Renamed(string name) => new(name, Type, Shape, Data);
}
