namespace Distillery.Shared.Configuration;

/// <summary>One key that a configuration may state.</summary>
/// <param name="Key">The full key, such as <c>train.batch</c>; the keys of a list have no index.</param>
/// <param name="Type">What its value is, such as "whole number".</param>
/// <param name="Default">The value that it has when left out, or "required"; for a key whose default follows from
/// other keys, the one under the defaults of these.</param>
/// <param name="Range">The values that are accepted, or empty when any value of the type is.</param>
public sealed record ConfigKey(string Key, string Type, string Default, string Range);
