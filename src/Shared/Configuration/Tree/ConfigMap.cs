namespace Distillery.Shared.Configuration.Tree;

/// <summary>Keys and values, in the order in which they were first stated.</summary>
internal sealed class ConfigMap : ConfigNode
{
    private readonly OrderedDictionary<string, ConfigEntry> _entries;

    private ConfigMap(OrderedDictionary<string, ConfigEntry> entries, Origin origin)
        : base(origin) => _entries = entries;

    /// <summary>A map of these entries; of two with the same key the later one counts.</summary>
    internal ConfigMap(IEnumerable<ConfigEntry> entries, Origin origin)
        : this(new OrderedDictionary<string, ConfigEntry>(StringComparer.Ordinal), origin)
    {
        foreach (ConfigEntry entry in entries) _entries[entry.Key] = entry;
    }

    internal IEnumerable<ConfigEntry> Entries => _entries.Values;

    internal override string Kind => "a map of keys";

    internal ConfigEntry? Find(string key) => _entries.GetValueOrDefault(key);

    /// <summary>A copy in which the entry takes the place of the one with its key, or comes last.</summary>
    internal ConfigMap With(ConfigEntry entry) => new(_entries.Values.Append(entry), Origin);

    internal ConfigMap Without(string key) => new(_entries.Values.Where(entry => entry.Key != key), Origin);

    /// <summary>This map with the other one on top: maps are merged key by key, anything else is replaced.</summary>
    internal ConfigMap MergedWith(ConfigMap upper)
    {
        var merged = new OrderedDictionary<string, ConfigEntry>(_entries, StringComparer.Ordinal);
        foreach (ConfigEntry entry in upper.Entries)
        {
            bool bothAreMaps = entry.Value is ConfigMap && Find(entry.Key)?.Value is ConfigMap;
            merged[entry.Key] = bothAreMaps ? entry with { Value = MergedValue(entry) } : entry;
        }
        return new ConfigMap(merged, upper.Origin);
    }

    private ConfigMap MergedValue(ConfigEntry upper) =>
        ((ConfigMap)_entries[upper.Key].Value).MergedWith((ConfigMap)upper.Value);
}
