using Distillery.Coordinator.Placement;
using Distillery.Messages;
using Distillery.Messages.Generations;
using Distillery.Shared.Seeds;

namespace Distillery.Coordinator.Tests.Placement;

public sealed class RankPlacerTests
{
    private const int CaseCount = 300;

    [Fact]
    public void Equal_nodes_get_equal_blocks_by_name()
    {
        IReadOnlyList<(Candidate Candidate, RankSpan Ranks)> places = RankPlacer.Place(Newcomers(4), 8);
        Assert.Equal([new(0, 2), new(2, 2), new(4, 2), new(6, 2)], places.Select(place => place.Ranks));
        Assert.Equal(["node-0", "node-1", "node-2", "node-3"], places.Select(place => place.Candidate.Node.Value));
    }

    [Fact]
    public void What_cannot_be_divided_goes_to_the_first_nodes() =>
        Assert.Equal([new(0, 3), new(3, 3), new(6, 2)], RankPlacer.Place(Newcomers(3), 8).Select(place => place.Ranks));

    [Fact]
    public void One_node_has_all_ranks() => Assert.Equal(new RankSpan(0, 7), Assert.Single(RankPlacer.Place(Newcomers(1), 7)).Ranks);

    [Fact]
    public void Every_node_has_a_rank_however_small_its_capacity()
    {
        Candidate[] candidates = [Node(0, capacity: 1_000), Node(1, capacity: 1), Node(2, capacity: 1)];
        Assert.Equal([8, 1, 1], RankPlacer.Place(candidates, 10).Select(place => place.Ranks.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void No_nodes_or_more_nodes_than_ranks_are_refused(int count) =>
        Assert.Throws<ArgumentException>(() => RankPlacer.Place(Newcomers(count), 8));

    [Fact]
    public void Blocks_follow_one_another_and_each_candidate_has_one()
    {
        for (int number = 0; number < CaseCount; number++)
        {
            (Candidate[] candidates, int rankCount) = Draw(number, mostNodes: 20, mostSpareRanks: 40);
            IReadOnlyList<(Candidate Candidate, RankSpan Ranks)> places = RankPlacer.Place(candidates, rankCount);

            Assert.Equal(0, places[0].Ranks.First);
            Assert.All(places.Zip(places.Skip(1)), pair => Assert.Equal(pair.First.Ranks.End, pair.Second.Ranks.First));
            Assert.Equal(rankCount, places[^1].Ranks.End);
            Assert.Equal(candidates.OrderBy(one => one.Node), places.Select(place => place.Candidate).OrderBy(one => one.Node));
        }
    }

    [Fact]
    public void Shares_are_proportional_to_capacity_up_to_one_rank()
    {
        for (int number = 0; number < CaseCount; number++)
        {
            (Candidate[] candidates, int rankCount) = Draw(number, mostNodes: 20, mostSpareRanks: 40);
            double spare = rankCount - candidates.Length;
            double capacity = candidates.Sum(candidate => candidate.Capacity);
            Assert.All(RankPlacer.Place(candidates, rankCount), place => Assert.InRange(
                place.Ranks.Count - 1 - (spare * place.Candidate.Capacity / capacity), -0.999_999, 0.999_999));
        }
    }

    [Fact]
    public void The_order_of_the_candidates_does_not_matter()
    {
        for (int number = 0; number < CaseCount; number++)
        {
            (Candidate[] candidates, int rankCount) = Draw(number, mostNodes: 20, mostSpareRanks: 40);
            IReadOnlyList<(Candidate Candidate, RankSpan Ranks)> places = RankPlacer.Place(candidates, rankCount);
            RandomStream random = RandomStream.Named(number, "shuffle");
            for (int i = candidates.Length - 1; i > 0; i--)
            {
                int other = (int)(random.NextUInt32() % (uint)(i + 1));
                (candidates[i], candidates[other]) = (candidates[other], candidates[i]);
            }
            Assert.Equal(places, RankPlacer.Place(candidates, rankCount));
        }
    }

    /// <summary>Compared with all divisions that keep the order of the old nodes and that of the newcomers.</summary>
    [Fact]
    public void As_few_ranks_move_as_can_be()
    {
        for (int number = 0; number < CaseCount; number++)
        {
            (Candidate[] candidates, int rankCount) = Draw(number, mostNodes: 5, mostSpareRanks: 8);
            Assert.Equal(Divisions.MostKept(candidates, rankCount), Kept(RankPlacer.Place(candidates, rankCount)));
        }
    }

    [Fact]
    public void A_node_that_takes_the_place_of_another_moves_nobody_else()
    {
        Candidate[] before = After(RankPlacer.Place(Newcomers(6), 64));
        IReadOnlyList<(Candidate Candidate, RankSpan Ranks)> places = RankPlacer.Place([.. before.Where((_, i) => i != 2), Node(9)], 64);

        Assert.Equal("node-9", places[2].Candidate.Node.Value);
        Assert.All(places.Where(place => place.Candidate.Node.Value != "node-9"), place => Assert.Equal(place.Candidate.Previous, place.Ranks));
    }

    [Fact]
    public void Nothing_moves_when_nobody_comes_or_goes()
    {
        Candidate[] before = After(RankPlacer.Place(Newcomers(7), 61));
        Assert.All(RankPlacer.Place(before, 61), place => Assert.Equal(place.Candidate.Previous, place.Ranks));
    }

    /// <summary>Of a thousand nodes 64 are lost and 64 come: all others keep their ranks.</summary>
    [Fact]
    public void In_a_large_cluster_newcomers_take_the_places_of_the_lost()
    {
        Candidate[] before = After(RankPlacer.Place(Newcomers(1_000), 1_000));
        Candidate[] left = [.. before.Where((_, i) => i % 15 != 3 || i >= 64 * 15)];
        IReadOnlyList<(Candidate Candidate, RankSpan Ranks)> places = RankPlacer.Place([.. left, .. Newcomers(64, from: 5_000)], 1_000);

        Assert.Equal(936, left.Length);
        Assert.Equal(936, Kept(places));
    }

    /// <summary>So many that trying all places would take too long.</summary>
    [Fact]
    public void Very_many_newcomers_are_spread_between_the_others()
    {
        Candidate[] before = After(RankPlacer.Place(Newcomers(700), 2_047));
        IReadOnlyList<(Candidate Candidate, RankSpan Ranks)> places = RankPlacer.Place([.. before, .. Newcomers(700, from: 5_000)], 2_047);

        Assert.Equal(2_047, places[^1].Ranks.End);
        Assert.Equal(1_400, places.Count);
        Assert.True(Kept(places) > 900, $"{Kept(places)} of 2,047 ranks stay, when 1,023 could");
    }

    private static int Kept(IEnumerable<(Candidate Candidate, RankSpan Ranks)> places) =>
        places.Sum(place => Divisions.Overlap(place.Candidate.Previous, place.Ranks));

    private static Candidate[] After(IEnumerable<(Candidate Candidate, RankSpan Ranks)> places) =>
        [.. places.Select(place => place.Candidate with { Previous = place.Ranks })];

    private static Candidate Node(int number, int capacity = 1) => new(new NodeId($"node-{number}"), capacity, default);

    private static Candidate[] Newcomers(int count, int from = 0) => [.. Enumerable.Range(from, count).Select(number => Node(number))];

    /// <summary>A cluster after losses, with newcomers.</summary>
    private static (Candidate[] Candidates, int RankCount) Draw(int number, int mostNodes, int mostSpareRanks)
    {
        RandomStream random = RandomStream.Named(number, "cluster");
        int Below(int limit) => (int)(random.NextUInt32() % (uint)limit);
        int before = 1 + Below(mostNodes);
        int ranks = mostNodes + Below(mostSpareRanks);
        Candidate[] nodes = [.. Enumerable.Range(0, before).Select(i => Node(i, capacity: 1 + Below(3)))];
        List<Candidate> candidates = [.. After(RankPlacer.Place(nodes, ranks)).Where(_ => Below(3) > 0)];
        int newcomers = Math.Max(candidates.Count == 0 ? 1 : 0, Below(mostNodes - candidates.Count + 1));
        for (int i = 0; i < newcomers; i++) candidates.Add(Node(100 + i, capacity: 1 + Below(3)));
        return ([.. candidates], ranks);
    }
}
