using Distillery.GpuNode.Weights.Pickles;

namespace Distillery.GpuNode.Weights;

/// <summary>Finds the state dict within what a training script saved.</summary>
/// <remarks>The rule: (1) if the saved dictionary has one of the keys of <see cref="UsualKeys"/>, tried in their order,
/// with a dictionary that directly holds tensors, it is that one; (2) else, if exactly one of the saved
/// dictionary itself and the dictionaries directly in it holds tensors, it is that one; (3) else there is an error
/// that names the candidates. Values that are no tensors are passed over. If every name begins with one of
/// <see cref="WrapperPrefixes"/>, that is taken off, and again up to
/// four times in all.</remarks>
internal sealed class StateDictFinder(WeightsInput input)
{
    private static readonly string[] UsualKeys =
        ["state_dict", "model_state_dict", "model", "net", "network", "student"];

    /// <summary>What DataParallel and torch.compile put before each name.</summary>
    private static readonly string[] WrapperPrefixes = ["module.", "_orig_mod."];

    /// <summary>Prefixes taken off one file's names; a longer chain is no work of those tools.</summary>
    private const int MaximumWrappers = 4;

    private const int MaximumListed = 5;

    // A pickle can hold one large dictionary a million times over, so each is searched once.
    private readonly Dictionary<PickleMap, bool> _hasTensors = new(ReferenceEqualityComparer.Instance);

    /// <returns>The tensors with their names, in the order of the file.</returns>
    public IReadOnlyList<(string Name, TensorReference Tensor)> Find(object? root)
    {
        if (root is not PickleMap map)
            throw input.Unusable($"it holds {Describe(root)}, not a state dict");
        List<(string Name, TensorReference Tensor)> entries = Tensors(Choose(map));
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach ((string name, TensorReference _) in entries)
        {
            if (!names.Add(name)) throw input.Damaged($"it has the tensor '{name}' twice");
        }
        return WithoutWrapperPrefixes(entries);
    }

    private PickleMap Choose(PickleMap root)
    {
        foreach (string key in UsualKeys)
        {
            foreach (KeyValuePair<object?, object?> item in root.Items)
            {
                if (item is { Key: string found, Value: PickleMap map } && found == key && HasTensors(map)) return map;
            }
        }
        List<(string Name, PickleMap Map)> candidates = [];
        if (HasTensors(root)) candidates.Add(("the outermost dictionary", root));
        foreach (KeyValuePair<object?, object?> item in root.Items)
        {
            if (item.Value is PickleMap map && HasTensors(map)) candidates.Add(($"'{item.Key}'", map));
        }
        if (candidates.Count == 1) return candidates[0].Map;
        throw input.Unusable(candidates.Count == 0
            ? "no state dict was found in it: neither its dictionary nor one directly in it holds tensors"
            : $"{candidates.Count} dictionaries in it hold tensors: {Names(candidates.Select(one => one.Name))}");
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Take(MaximumListed));

    private bool HasTensors(PickleMap map)
    {
        if (!_hasTensors.TryGetValue(map, out bool hasTensors))
            _hasTensors[map] = hasTensors = map.Items.Any(item => item is { Key: string, Value: TensorReference });
        return hasTensors;
    }

    private static List<(string Name, TensorReference Tensor)> Tensors(PickleMap map) =>
    [
        .. map.Items.Where(item => item is { Key: string, Value: TensorReference })
            .Select(item => ((string)item.Key!, (TensorReference)item.Value!)),
    ];

    private static List<(string Name, TensorReference Tensor)> WithoutWrapperPrefixes(
        List<(string Name, TensorReference Tensor)> entries)
    {
        for (int taken = 0; taken < MaximumWrappers && CommonPrefix(entries) is { } common; taken++)
            entries = entries.ConvertAll(entry => (entry.Name[common.Length..], entry.Tensor));
        return entries;
    }

    private static string? CommonPrefix(List<(string Name, TensorReference Tensor)> entries) =>
        WrapperPrefixes.FirstOrDefault(prefix => entries.TrueForAll(entry => HasPrefix(entry.Name, prefix)));

    /// <summary>A name that is the prefix and nothing more keeps it, since names are never empty.</summary>
    private static bool HasPrefix(string name, string prefix) =>
        name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.Ordinal);

    private static string Describe(object? value) => value switch
    {
        TensorReference => "a single tensor",
        PickleList => "a list",
        PickleTuple => "a tuple",
        _ => "a single value",
    };
}
