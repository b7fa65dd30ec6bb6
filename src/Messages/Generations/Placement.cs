namespace Distillery.Messages.Generations;

/// <summary>Who does what in a generation.</summary>
/// <param name="Members">By rank: their spans follow one another without gaps and cover all ranks.</param>
/// <param name="Averagers">Who adds up the slices: slice i is with number i modulo their count.</param>
public sealed record Placement(IReadOnlyList<Member> Members, IReadOnlyList<NodeId> Averagers)
{
    /// <summary>The ranks of a node; none when it is no member.</summary>
    public RankSpan RanksOf(NodeId node) => Members.FirstOrDefault(member => member.Node == node)?.Ranks ?? default;

    /// <summary>Who adds up a slice.</summary>
    public NodeId AveragerOf(int slice) => Averagers[slice % Averagers.Count];

    /// <summary>The member that reports progress and writes checkpoints: the one with rank 0.</summary>
    public NodeId Reporter => Members[0].Node;
}
