namespace Distillery.GpuNode.Parameters;

/// <summary>Where each parameter lies in one flat vector: name, shape and offset in elements, without gaps, in the order
/// in which the network declares them.</summary>
public sealed class FlatLayout
{
    private readonly Dictionary<string, FlatEntry> _byName;

    public FlatLayout(IReadOnlyList<(string Name, long[] Shape)> parameters)
    {
        long offset = 0;
        List<FlatEntry> entries = new(parameters.Count);
        foreach ((string name, long[] shape) in parameters)
        {
            long count = shape.Aggregate(1L, (product, extent) => product * extent);
            entries.Add(new FlatEntry(name, shape, offset, count));
            offset += count;
        }
        Entries = entries;
        Count = offset;
        _byName = entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<FlatEntry> Entries { get; }

    /// <summary>The number of elements of the whole vector.</summary>
    public long Count { get; }

    public FlatEntry this[string name] => _byName[name];
}

/// <summary>One parameter's place in a flat vector; offset and count are in elements.</summary>
public sealed record FlatEntry(string Name, IReadOnlyList<long> Shape, long Offset, long Count);
