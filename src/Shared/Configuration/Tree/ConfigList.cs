namespace Distillery.Shared.Configuration.Tree;

/// <summary>A list of nodes, in the order of the file.</summary>
internal sealed class ConfigList(IReadOnlyList<ConfigNode> items, Origin origin) : ConfigNode(origin)
{
    internal IReadOnlyList<ConfigNode> Items { get; } = items;

    internal override string Kind => "a list";
}
