using Distillery.Messages;

namespace Distillery.Coordinator.Protocol;

/// <summary>Which nodes could not reach each other since the last step was applied. A link that breaks is tried again, and each of
/// its ends may report it once; when an end reports it again, or other links of a node fail too, a node has to go.</summary>
internal sealed class LinkFailures
{
    // Of a node with so many broken links none needs to break twice: in a large cluster they would be tried one after the other.
    private const int MostBrokenLinks = 3;

    private readonly Dictionary<(NodeId Reporter, NodeId Peer), int> _reports = [];

    /// <summary>Notes a report.</summary>
    /// <returns>The node that has to go, or null while trying again is worth it: the one that more nodes cannot reach, else
    /// the one without state, else the later by name.</returns>
    internal NodeId? Add(NodeId reporter, NodeId peer, Func<NodeId, bool> hasState)
    {
        int reports = _reports[(reporter, peer)] = _reports.GetValueOrDefault((reporter, peer)) + 1;
        if (reports < 2 && BrokenLinks(reporter) < MostBrokenLinks && BrokenLinks(peer) < MostBrokenLinks) return null;
        NodeId[] both = [reporter, peer];
        NodeId leaves = both.OrderBy(BrokenLinks).ThenByDescending(hasState).ThenBy(node => node).Last();
        Forget(leaves);
        return leaves;
    }

    internal void Forget(NodeId node)
    {
        foreach ((NodeId Reporter, NodeId Peer) link in _reports.Keys.Where(link => link.Reporter == node || link.Peer == node).ToArray())
            _reports.Remove(link);
    }

    internal void Clear() => _reports.Clear();

    private int BrokenLinks(NodeId node) => _reports.Keys
        .Where(link => link.Reporter == node || link.Peer == node)
        .Select(link => link.Reporter == node ? link.Peer : link.Reporter)
        .Distinct().Count();
}
