using Distillery.Coordinator.Protocol;
using static Distillery.Coordinator.Tests.Protocol.Entries;

namespace Distillery.Coordinator.Tests.Protocol;

public sealed class FormationTests
{
    [Fact]
    public void Nodes_with_a_newer_state_and_former_members_come_first_and_the_rest_stands_by()
    {
        Formation formation = Formation.Of(
            [Ready("a", null), Ready("b", 7), Ready("c", 7, ranks: 1), Ready("d", 8)], Options(ranks: 2, minimumNodes: 1), isStopping: false);

        Assert.Equal(["c", "d"], formation.Members.Select(node => node.Value));
        Assert.Equal(Purpose.Train, formation.Purpose);
        Assert.Equal("2 of 4 nodes host all ranks", formation.Reason);
    }

    [Fact]
    public void Who_leaves_takes_part_and_is_no_member()
    {
        Formation formation = Formation.Of([Leaving("a", 7), Ready("b", 7)], Options(ranks: 2, minimumNodes: 1), isStopping: false);

        Assert.Equal(["b"], formation.Members.Select(node => node.Value));
        Assert.Equal(["a", "b"], formation.Participants.Select(node => node.Value));
    }

    [Fact]
    public void Too_few_nodes_train_not_and_save_only_for_one_that_leaves()
    {
        CoordinatorOptions options = Options(ranks: 2, minimumNodes: 2);
        Formation alone = Formation.Of([Ready("a", 7)], options, isStopping: false);
        Formation parting = Formation.Of([Ready("a", 7), Leaving("b", 7)], options, isStopping: false);

        Assert.Equal((Purpose.Park, true, "1 of 2 nodes are there"), (alone.Purpose, alone.IsEmpty, alone.Reason));
        Assert.Equal((Purpose.Park, false), (parting.Purpose, parting.IsEmpty));
    }

    [Fact]
    public void A_run_that_is_asked_to_stop_trains_no_more() => Assert.Equal(
        Purpose.Stop, Formation.Of([Ready("a", 7)], Options(ranks: 2, minimumNodes: 1), isStopping: true).Purpose);
}
