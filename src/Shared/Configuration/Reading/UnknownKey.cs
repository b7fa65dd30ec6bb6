using Distillery.Shared.Configuration.Tree;

namespace Distillery.Shared.Configuration.Reading;

/// <summary>Says of a key that does not exist which one was probably meant.</summary>
internal static class UnknownKey
{
    /// <param name="entry">The key as stated.</param>
    /// <param name="fullKey">Its full key.</param>
    /// <param name="section">The full key of the section it stands in; empty at the top.</param>
    /// <param name="siblings">The keys which that section has.</param>
    internal static ConfigError Describe(
        ConfigEntry entry, string fullKey, string section, IReadOnlyList<string> siblings)
    {
        string prefix = section.Length == 0 ? "" : $"{section}.";
        if (NearestKey.Find(entry.Key, siblings) is { } near)
            return new ConfigError(
                entry.Origin, fullKey, $"is an unknown key; the nearest known key is '{prefix}{near}'",
                $"Write '{near}', or remove the key.");
        if (Elsewhere(entry.Key) is { } other)
            return new ConfigError(
                entry.Origin, fullKey, $"is an unknown key; there is '{other}'", $"Move it to '{other}'.");
        return new ConfigError(
            entry.Origin, fullKey, $"is an unknown key; known here are {string.Join(", ", siblings)}",
            "Remove it; docs/configuration.md describes every key.");
    }

    private static string? Elsewhere(string key) =>
        ConfigSchema.Keys.Select(known => known.Key)
            .FirstOrDefault(known => known.EndsWith($".{key}", StringComparison.Ordinal));
}
