namespace Distillery.GpuNode.Parameters;

/// <summary>Where each parameter lies in one flat vector: name, shape and offset in elements, without gaps, in the order
/// in which the network declares them.</summary>
public sealed class FlatLayout
{
    private readonly Dictionary<string, FlatEntry> _byName;

    public FlatLayout(IReadOnlyList<Parameter> parameters)
    {
        long offset = 0;
        List<FlatEntry> entries = new(parameters.Count);
        foreach (Parameter parameter in parameters)
        {
            entries.Add(new FlatEntry(parameter.Name, parameter.Shape, offset, parameter.Count));
            offset += parameter.Count;
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
