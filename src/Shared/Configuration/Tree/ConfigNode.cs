namespace Distillery.Shared.Configuration.Tree;

/// <summary>A piece of configuration before its meaning is known; it never changes once it is made.</summary>
internal abstract class ConfigNode(Origin origin)
{
    internal Origin Origin { get; } = origin;

    /// <summary>True for a null value, which means the same as leaving the key out.</summary>
    internal virtual bool IsNull => false;

    /// <summary>What a person would call this kind of node, for messages.</summary>
    internal abstract string Kind { get; }
}
