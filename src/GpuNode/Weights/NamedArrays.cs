using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Distillery.GpuNode.Weights;

/// <summary>The tensors of one weights file by name, enumerated in the order of the file.</summary>
public sealed class NamedArrays : IReadOnlyCollection<NamedArray>
{
    private readonly List<NamedArray> _arrays = [];
    private readonly Dictionary<string, NamedArray> _byName = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">Two arrays have the same name.</exception>
    public NamedArrays(IEnumerable<NamedArray> arrays, IReadOnlyDictionary<string, string>? metadata = null)
    {
        foreach (NamedArray array in arrays)
        {
            if (!_byName.TryAdd(array.Name, array)) throw new ArgumentException($"two arrays are named '{array.Name}'");
            _arrays.Add(array);
        }
        Metadata = metadata ?? new Dictionary<string, string>();
    }

    public int Count => _arrays.Count;

    /// <summary>What the file says about itself; empty for formats that say nothing.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <exception cref="KeyNotFoundException">No array has this name.</exception>
    public NamedArray this[string name] => _byName.TryGetValue(name, out NamedArray? array)
        ? array
        : throw new KeyNotFoundException($"no array is named '{name}'");

    public bool TryGet(string name, [NotNullWhen(true)] out NamedArray? array) => _byName.TryGetValue(name, out array);

    public IEnumerator<NamedArray> GetEnumerator() => _arrays.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
