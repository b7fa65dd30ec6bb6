using Distillery.Coordinator.Http.Documents;

namespace Distillery.Coordinator.Http;

/// <summary>Finds the node that a person means.</summary>
/// <param name="Node">Null when none or several are meant.</param>
/// <param name="IsAmbiguous">Several are.</param>
internal readonly record struct NodeChoice(NodeDocument? Node, bool IsAmbiguous, string Problem)
{
    private const int MostListed = 20;

    /// <param name="text">An id, a name, or the beginning of one that no other node's has.</param>
    internal static NodeChoice Of(string text, IReadOnlyList<NodeDocument> nodes)
    {
        NodeDocument[] meant = [.. nodes.Where(node => node.Id == text)];
        if (meant.Length == 0) meant = [.. nodes.Where(node => node.Name == text)];
        if (meant.Length == 0) meant = [.. nodes.Where(node => IsBeginning(text, node))];
        return meant switch
        {
            [NodeDocument node] => new(node, IsAmbiguous: false, ""),
            [] => new(null, IsAmbiguous: false, $"there is no node '{text}'; {Listed("there are", nodes)}"),
            _ => new(null, IsAmbiguous: true, $"'{text}' may be several nodes: {Listed("", meant)}"),
        };
    }

    private static bool IsBeginning(string text, NodeDocument node) => text.Length > 0
        && (node.Id.StartsWith(text, StringComparison.Ordinal) || node.Name.StartsWith(text, StringComparison.Ordinal));

    private static string Listed(string verb, IReadOnlyList<NodeDocument> nodes)
    {
        if (nodes.Count == 0) return "no node has joined";
        string more = nodes.Count > MostListed ? $" and {nodes.Count - MostListed} more" : "";
        return $"{verb} {string.Join(", ", nodes.Take(MostListed).Select(node => node.Id))}{more}".TrimStart();
    }
}
