using Distillery.Messages;

namespace Distillery.Coordinator.Protocol;

/// <summary>Which nodes could not reach each other since the last step was applied. A link that fails once is tried again; of
/// two nodes whose link fails again, one has to go.</summary>
internal sealed class LinkFailures
{
    private readonly Dictionary<(NodeId Lower, NodeId Higher), int> _failures = [];

    /// <summary>Notes a failure.</summary>
    /// <returns>The node that has to go, or null while trying again is worth it: the one that more nodes cannot reach, else
    /// the one without state, else the later by name.</returns>
    internal NodeId? Add(NodeId one, NodeId other, Func<NodeId, bool> hasState)
    {
        (NodeId Lower, NodeId Higher) pair = one.CompareTo(other) < 0 ? (one, other) : (other, one);
        _failures[pair] = _failures.GetValueOrDefault(pair) + 1;
        if (_failures[pair] < 2) return null;
        NodeId[] both = [pair.Lower, pair.Higher];
        NodeId leaves = both.OrderBy(FailingLinks).ThenByDescending(hasState).ThenBy(node => node).Last();
        Forget(leaves);
        return leaves;
    }

    internal void Forget(NodeId node)
    {
        foreach ((NodeId Lower, NodeId Higher) pair in _failures.Keys.Where(pair => pair.Lower == node || pair.Higher == node).ToArray())
            _failures.Remove(pair);
    }

    internal void Clear() => _failures.Clear();

    private int FailingLinks(NodeId node) => _failures.Keys.Count(pair => pair.Lower == node || pair.Higher == node);
}
