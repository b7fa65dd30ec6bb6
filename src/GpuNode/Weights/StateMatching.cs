using Distillery.GpuNode.Tensors;
using Distillery.Shared;

namespace Distillery.GpuNode.Weights;

/// <summary>Compares the tensors that a network needs with those that a file has.</summary>
public static class StateMatching
{
    private const int MaximumListed = 5;

    /// <summary>BatchNorm's step counter: torch before 0.4.1 did not save it, and no result depends on it.</summary>
    private const string CounterSuffix = "num_batches_tracked";

    /// <summary>Passes when the names and shapes agree and each type is the expected one or, like it, a
    /// floating-point type (see <see cref="NamedArray.ConvertTo"/>). Entries whose name ends in
    /// <c>num_batches_tracked</c> are not compared at all.</summary>
    /// <param name="expected">What the network has, in its own order.</param>
    /// <param name="actual">What the file has.</param>
    /// <param name="file">The file's path, for the message.</param>
    /// <exception cref="UserErrorException">They disagree; the one message has every kind of difference, with its
    /// count and up to five examples.</exception>
    public static void Check(
        IEnumerable<(string Name, ScalarType Type, IReadOnlyList<long> Shape)> expected,
        NamedArrays actual,
        string file)
    {
        List<string> missing = [], misshapen = [], mistyped = [];
        HashSet<string> expectedNames = new(StringComparer.Ordinal);
        foreach ((string name, ScalarType type, IReadOnlyList<long> shape) in expected)
        {
            if (!IsCompared(name)) continue;
            expectedNames.Add(name);
            if (!actual.TryGet(name, out NamedArray? found)) missing.Add(name);
            else if (!found.Shape.SequenceEqual(shape))
                misshapen.Add($"{name}: {ArraySize.Describe(found.Shape)} instead of {ArraySize.Describe(shape)}");
            else if (!IsConvertible(found.Type, type)) mistyped.Add($"{name}: {found.Type} instead of {type}");
        }
        List<string> additional =
            [.. actual.Select(array => array.Name).Where(name => IsCompared(name) && !expectedNames.Contains(name))];
        string[] differences =
        [
            .. Describe("missing", missing), .. Describe("additional", additional),
            .. Describe("of another shape", misshapen), .. Describe("of another type", mistyped),
        ];
        if (differences.Length == 0) return;
        throw new UserErrorException(
            $"The weights in '{file}' do not fit the network of {expectedNames.Count} tensors: "
                + $"{string.Join("; ", differences)}.",
            "Check that the configured architecture and number of classes are those of the file.");
    }

    private static bool IsCompared(string name) => !name.EndsWith(CounterSuffix, StringComparison.Ordinal);

    private static bool IsConvertible(ScalarType from, ScalarType to) =>
        from == to || (from.IsFloatingPoint() && to.IsFloatingPoint());

    private static string[] Describe(string kind, List<string> entries)
    {
        if (entries.Count == 0) return [];
        string listed = string.Join(", ", entries.Take(MaximumListed));
        string more = entries.Count > MaximumListed ? $" and {entries.Count - MaximumListed} more" : "";
        return [$"{entries.Count} {kind} ({listed}{more})"];
    }
}
