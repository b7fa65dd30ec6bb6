using System.Numerics;
using Distillery.Shared.Configuration.Tree;

namespace Distillery.Shared.Configuration.Reading;

/// <summary>Typed access to one section. Each call states a key with its type, default and range, and so is also the
/// schema: what no call asks for is an unknown key.</summary>
/// <remarks>A value of the wrong type or range is recorded as an error and the default is returned, so that one
/// reading reports all that is wrong. A null value counts as left out. A call without a default requires the
/// key.</remarks>
internal sealed class SectionReader(ConfigReading reading, ConfigMap map, string path, string schemaPath)
{
    private const string Required = "required";
    private const string Missing = "null";

    private readonly List<string> _known = [];

    private delegate string? Parse<T>(string text, out T value);

    internal bool Has(string key) => map.Find(key) is { Value.IsNull: false };

    internal string Text(string key, string? fallback = null, string type = Scalars.Text) =>
        OptionalText(key, fallback ?? Required, type) ?? fallback ?? Require(key, type, "");

    internal string? OptionalText(string key, string shownDefault = Missing, string type = Scalars.Text)
    {
        Describe(key, type, shownDefault, range: "");
        return Scalar(key, type)?.Text;
    }

    /// <summary>A path made absolute: it starts from the folder of the file that states it.</summary>
    internal string PathTo(string key) => Absolute(key, Text(key, type: Scalars.FilePath));

    internal string? OptionalPathTo(string key, string shownDefault = Missing) =>
        OptionalText(key, shownDefault, Scalars.FilePath) is { } stated ? Absolute(key, stated) : null;

    internal T Integer<T>(string key, T fallback, T minimum, T maximum) where T : struct, IBinaryInteger<T> =>
        OptionalInteger(key, minimum, maximum, fallback.ToString()!) ?? fallback;

    internal T? OptionalInteger<T>(string key, T minimum, T maximum, string shownDefault = Missing)
        where T : struct, IBinaryInteger<T>
    {
        string range = Scalars.Range(minimum, maximum);
        Describe(key, Scalars.WholeNumber, shownDefault, range);
        return Parsed<T>(key, Scalars.WholeNumber, range, Parse);
        string? Parse(string text, out T value) => Scalars.ParseInteger(text, minimum, maximum, out value);
    }

    internal double Number(string key, double fallback, double minimum, double maximum) =>
        OptionalNumber(key, minimum, maximum, Words.Of(fallback)) ?? fallback;

    internal double Number(string key, double minimum, double maximum) =>
        OptionalNumber(key, minimum, maximum, Required) ??
        Require(key, $"a number, {Scalars.Range(minimum, maximum)}", minimum);

    internal double? OptionalNumber(string key, double minimum, double maximum, string shownDefault = Missing)
    {
        string range = Scalars.Range(minimum, maximum);
        Describe(key, Scalars.Number, shownDefault, range);
        return Parsed<double>(key, Scalars.Number, range, Parse);
        string? Parse(string text, out double value) => Scalars.ParseNumber(text, minimum, maximum, out value);
    }

    internal bool Flag(string key, bool fallback)
    {
        Describe(key, Scalars.Flag, Words.Of(fallback), range: "");
        return Parsed<bool>(key, Scalars.Flag, range: "", Parse) ?? fallback;
        static string? Parse(string text, out bool value)
        {
            value = text == "true";
            return text is "true" or "false" ? null : $"'{text}' is neither true nor false";
        }
    }

    internal T Choice<T>(string key, T? fallback = null) where T : struct, Enum
    {
        string words = Words.AllOf<T>();
        Describe(key, "word", fallback is { } shown ? Words.Of(shown) : Required, words);
        return Parsed<T>(key, "word", words, Parse) ?? fallback ?? Require(key, $"one of {words}", default(T));
        string? Parse(string text, out T value) =>
            Words.TryParse(text, out value) ? null : $"'{text}' is not one of {words}";
    }

    internal ValueList<double> Numbers(string key, ValueList<double> fallback, double minimum, double maximum)
    {
        string range = Scalars.Range(minimum, maximum);
        Describe(key, "list of numbers", Words.Of(fallback), range);
        return List<double>(key, Scalars.Number, range, Parse) ?? fallback;
        string? Parse(string text, out double value) => Scalars.ParseNumber(text, minimum, maximum, out value);
    }

    internal ValueList<int> Integers(string key, int minimum, int maximum)
    {
        string range = Scalars.Range(minimum, maximum);
        Describe(key, "list of whole numbers", "[]", range);
        return List<int>(key, Scalars.WholeNumber, range, Parse) ?? [];
        string? Parse(string text, out int value) => Scalars.ParseInteger(text, minimum, maximum, out value);
    }

    /// <summary>A key with a type of its own: described here, parsed by the caller.</summary>
    internal string? Special(string key, string type, string shownDefault, string range)
    {
        Describe(key, type, shownDefault, range);
        return Scalar(key, type)?.Text;
    }

    /// <summary>A section that is there even when left out: all its keys then have their defaults.</summary>
    internal SectionReader Section(string key) => OptionalSection(key) ?? Open(new ConfigMap([], map.Origin), key, "");

    internal SectionReader? OptionalSection(string key)
    {
        _known.Add(key);
        if (!Has(key)) return null;
        ConfigNode node = map.Find(key)!.Value;
        if (node is ConfigMap inner) return Open(inner, key, "");
        Fail(
            key, $"must be a section of keys, but is {node.Kind}", $"Write '{key}:' and its keys, indented, below it.");
        return null;
    }

    /// <summary>The entries of a list of sections; a single section counts as a list of one.</summary>
    internal IReadOnlyList<SectionReader> Sections(string key)
    {
        if (!Has(key) || map.Find(key)!.Value is not ConfigList list) return [Section(key)];
        _known.Add(key);
        if (list.Items.Count == 0) Fail(key, "is an empty list", "State at least one entry.");
        bool isSingle = list.Items.Count == 1;
        List<SectionReader> sections = [];
        for (int i = 0; i < list.Items.Count; i++)
        {
            string index = isSingle ? "" : $".{i}";
            if (list.Items[i] is ConfigMap inner) sections.Add(Open(inner, key, index));
            else reading.Add(NoSection(list.Items[i], Full(key) + index));
        }
        return sections;
    }

    /// <summary>Refuses the keys that are stated although they have no meaning here.</summary>
    /// <param name="reason">Why they have none, as in "kd keeps every sample of the batch".</param>
    internal void AllowOnlyIf(bool applies, string reason, params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (!applies && Has(key)) Fail(key, $"has no meaning here: {reason}", Removal(key));
        }
    }

    /// <summary>Records that a value, of the right type by itself, does not fit the rest.</summary>
    internal void Fail(string key, string problem, string nextStep) =>
        reading.Add(new ConfigError(map.Find(key)?.Origin ?? map.Origin, Full(key), problem, nextStep));

    internal void RefuseUnknownKeys()
    {
        foreach (ConfigEntry entry in map.Entries.Where(entry => !_known.Contains(entry.Key)))
            reading.Add(UnknownKey.Describe(entry, Full(entry.Key), path, _known));
    }

    private static ConfigError NoSection(ConfigNode node, string fullKey) =>
        new(node.Origin, fullKey, $"must be a map of keys, but is {node.Kind}",
            "Write its keys, as in '- name: unix'.");

    private T Require<T>(string key, string expected, T whenMissing)
    {
        if (!Has(key)) Fail(key, "is required and missing", $"Add '{key}:' with {expected}.");
        return whenMissing;
    }

    private T? Parsed<T>(string key, string type, string range, Parse<T> parse) where T : struct
    {
        if (Scalar(key, type) is not { } scalar) return null;
        if (parse(scalar.Text, out T value) is not { } problem) return value;
        Fail(key, problem, NextStep(type, range));
        return null;
    }

    private ValueList<T>? List<T>(string key, string type, string range, Parse<T> parse)
    {
        if (!Has(key)) return null;
        ConfigNode stated = map.Find(key)!.Value;
        IReadOnlyList<ConfigNode> nodes = stated is ConfigList list ? list.Items : [stated]; // One is enough.
        List<T> values = [];
        foreach (ConfigNode node in nodes)
        {
            T value = default!;
            string? problem = node is ConfigScalar scalar
                ? parse(scalar.Text, out value)
                : $"must be a list of single values, but has {node.Kind} in it";
            if (problem is not null) Fail(key, problem, $"Write a list such as [1, 2]; each a {type}, {range}.");
            values.Add(value);
        }
        return new ValueList<T>(values);
    }

    private ConfigScalar? Scalar(string key, string type)
    {
        if (!Has(key)) return null;
        ConfigNode node = map.Find(key)!.Value;
        if (node is ConfigScalar scalar) return scalar;
        Fail(key, $"must be a single value ({type}), but is {node.Kind}", "Write it on the key's own line.");
        return null;
    }

    private string Absolute(string key, string stated)
    {
        string folder = map.Find(key)?.Value.Origin.BaseDirectory ?? "";
        if (stated.Length > 0 && !stated.Contains('\0', StringComparison.Ordinal))
            return Path.GetFullPath(Path.Combine(folder, stated));
        if (Has(key)) Fail(key, "is not a path", "Write the path of a file or folder.");
        return stated;
    }

    private SectionReader Open(ConfigMap inner, string key, string index) =>
        reading.Open(inner, Full(key) + index, SchemaKey(key));

    private void Describe(string key, string type, string shownDefault, string range)
    {
        _known.Add(key);
        reading.Describe(new ConfigKey(SchemaKey(key), type, shownDefault, range));
    }

    private string SchemaKey(string key) => schemaPath.Length == 0 ? key : $"{schemaPath}.{key}";

    private string Full(string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>An override without an index went to every entry of a list, and some may want it.</summary>
    private string Removal(string key) =>
        map.Find(key)!.Origin.IsOverride && char.IsAsciiDigit(path[^1])
            ? $"Address the entries that it is for, as in '--set {path}.{key}=…' with their numbers."
            : "Remove it.";

    private static string NextStep(string type, string range) =>
        range.Length == 0 ? $"Write {type}." : $"Write a {type}: {range}.";
}
