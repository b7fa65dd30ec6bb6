using Distillery.Shared.Configuration.Tree;

namespace Distillery.Shared.Configuration.Reading;

/// <summary>What one reading of a configuration has found so far: its sections, its errors, and the schema.</summary>
internal sealed class ConfigReading
{
    /// <summary>A person corrects a few errors at a time; the rest is shown the next time.</summary>
    private const int MaximumErrorsShown = 12;

    private readonly List<ConfigError> _errors = [];
    private readonly List<SectionReader> _sections = [];
    private readonly OrderedDictionary<string, ConfigKey> _keys = new(StringComparer.Ordinal);

    /// <summary>Every key that was asked for, in that order.</summary>
    internal IReadOnlyList<ConfigKey> Keys => [.. _keys.Values];

    internal bool HasErrors => _errors.Count > 0;

    internal SectionReader Open(ConfigMap map, string path, string schemaPath)
    {
        var section = new SectionReader(this, map, path, schemaPath);
        _sections.Add(section);
        return section;
    }

    internal void Add(ConfigError error) => _errors.Add(error);

    internal void Describe(ConfigKey key) => _keys.TryAdd(key.Key, key);

    /// <summary>Ends the reading: whatever was stated and not asked for is unknown.</summary>
    /// <exception cref="UserErrorException">There are errors; all of them are in its message.</exception>
    internal void ThrowIfWrong()
    {
        foreach (SectionReader section in _sections) section.RefuseUnknownKeys();
        if (_errors.Count == 0) return;
        if (_errors is [ConfigError single]) throw new UserErrorException(single.ToString(), single.NextStep);

        IEnumerable<string> lines = _errors.Take(MaximumErrorsShown).Select(error => $"\n  {error}. {error.NextStep}");
        int hidden = _errors.Count - MaximumErrorsShown;
        string rest = hidden > 0 ? $"\n  and {hidden} more" : "";
        throw new UserErrorException(
            $"the configuration has {_errors.Count} errors:{string.Concat(lines)}{rest}",
            "Correct these lines; docs/configuration.md describes every key.");
    }
}
