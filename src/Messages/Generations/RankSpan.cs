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
