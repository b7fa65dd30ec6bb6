using Distillery.Messages.Membership;

namespace Distillery.Messages.Generations;

/// <summary>Ranks next to each other.</summary>
/// <param name="First">The first rank, from 0.</param>
/// <param name="Count">How many, from 0.</param>
public readonly record struct RankSpan(int First, int Count)
{
    /// <summary>The rank behind the last one.</summary>
    public int End => First + Count;

    public bool Contains(int rank) => rank >= First && rank < End;

    public override string ToString() => Count == 1 ? $"rank {First}" : $"ranks {First} to {End - 1}";
}

/// <summary>A node's part in a generation.</summary>
/// <param name="Address">HOST:PORT for its peers; empty inside one process.</param>
/// <param name="Ranks">At least one.</param>
public sealed record Member(NodeId Node, string Address, RankSpan Ranks);

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

/// <summary>Coordinator to node: stop sending for earlier generations; a new one is being formed.</summary>
public sealed record Pause(Generation Generation) : Message;

/// <summary>Node to coordinator: the answer to <see cref="Pause"/>. From here to <see cref="Begin"/> its standing changes
/// by <see cref="CatchUp"/> alone.</summary>
/// <param name="Standing">With the generation that it was paused for.</param>
public sealed record Paused(Standing Standing) : Message;

/// <summary>Coordinator to node: come to a state with exactly so many applied steps.</summary>
/// <param name="Donor">Who has it; null for <see cref="CatchUpKind.Restore"/>.</param>
/// <param name="DonorAddress">HOST:PORT of the donor; empty inside one process or without donor.</param>
public sealed record CatchUp(
    Generation Generation, CatchUpKind Kind, long AppliedSteps, NodeId? Donor, string DonorAddress) : Message;

/// <summary>How a node gets to the step that all go on from.</summary>
public enum CatchUpKind
{
    /// <summary>From the checkpoint of that step; from the seed when the step is 0.</summary>
    Restore = 0,

    /// <summary>From the one average that it lacks, out of a donor's memory.</summary>
    Average = 1,

    /// <summary>From a donor's weights, optimizer state and buffers.</summary>
    State = 2,
}

/// <summary>Node to coordinator: the answer to <see cref="CatchUp"/>.</summary>
/// <param name="StateHash">Over weights, buffers and optimizer state: all nodes must agree on it.</param>
public sealed record CaughtUp(Standing Standing, ulong StateHash) : Message;

/// <summary>Coordinator to node: all members have the same state; go on.</summary>
/// <param name="Step">The first step of the generation, which is also how many are applied.</param>
/// <param name="DurableSteps">Records of earlier steps are on the coordinator's disk and need not be held.</param>
public sealed record Begin(Generation Generation, long Step, long DurableSteps, Placement Placement) : Message;

/// <summary>Node to coordinator: a peer that it needs in this generation cannot be reached from here.</summary>
public sealed record PeerLost(Generation Generation, NodeId Peer, string Reason) : Message;

/// <summary>Coordinator to node: report your records, then write a checkpoint of the state that you are paused in. Said at
/// a stop, when the last node with state leaves, and when the last checkpoint of a run is missing.</summary>
/// <param name="DurableSteps">Records of earlier steps are not wanted.</param>
public sealed record Save(Generation Generation, long DurableSteps) : Message;
