namespace Distillery.Shared.Configuration.Tree;

/// <summary>One key of a map with its value, and where the key was stated.</summary>
internal sealed record ConfigEntry(string Key, ConfigNode Value, Origin Origin);
