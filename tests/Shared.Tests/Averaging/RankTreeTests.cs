using Distillery.Shared.Averaging;

namespace Distillery.Shared.Tests.Averaging;

public sealed class RankTreeTests
{
    /// <summary>"0+1" adds rank 1 into rank 0.</summary>
    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "0+1")]
    [InlineData(3, "0+1 0+2")]
    [InlineData(4, "0+1 2+3 0+2")]
    [InlineData(5, "0+1 2+3 0+2 0+4")]
    [InlineData(6, "0+1 2+3 4+5 0+2 0+4")]
    [InlineData(7, "0+1 2+3 4+5 0+2 4+6 0+4")]
    [InlineData(8, "0+1 2+3 4+5 6+7 0+2 4+6 0+4")]
    [InlineData(9, "0+1 2+3 4+5 6+7 0+2 4+6 0+4 0+8")]
    public void Additions_by_hand(int rankCount, string expected) => Assert.Equal(
        expected, string.Join(' ', RankTree.Additions(rankCount).Select(pair => $"{pair.Target}+{pair.Source}")));

    [Theory]
    [InlineData(64)]
    [InlineData(100)]
    public void Every_rank_but_the_first_is_added_once_and_only_when_it_is_complete(int rankCount)
    {
        HashSet<int> added = [];
        foreach ((int target, int source) in RankTree.Additions(rankCount))
        {
            Assert.DoesNotContain(target, added);
            Assert.True(added.Add(source));
        }
        Assert.Equal(Enumerable.Range(1, rankCount - 1), added.Order());
    }
}
