using Distillery.Coordinator.Protocol;
using Distillery.Messages;
using Distillery.Messages.Generations;
using static Distillery.Coordinator.Tests.Protocol.Entries;

namespace Distillery.Coordinator.Tests.Protocol;

public sealed class CommonStepTests
{
    [Fact]
    public void The_furthest_gives_its_average_to_who_lacks_one_step_and_its_state_to_others()
    {
        CommonStep common = Of(recordedSteps: 5, checkpointSteps: 0, Ready("a", 7), Ready("b", 6), Ready("c", null), Ready("d", 4));

        Assert.Equal(7, common.Step);
        Assert.Equal("a has it", common.Reason);
        Assert.Equal(
            [Bring("b", CatchUpKind.Average, "a"), Bring("c", CatchUpKind.State, "a"), Bring("d", CatchUpKind.State, "a")], common.Behind);
    }

    [Fact]
    public void Those_that_have_the_state_give_it_in_turns()
    {
        CommonStep common = Of(5, 0, Ready("a", 7), Ready("b", 7), Ready("c", null), Ready("d", null), Ready("e", null));
        Assert.Equal(["a", "b", "a"], common.Behind.Select(one => one.Donor!.Value.Value));
    }

    [Fact]
    public void A_state_whose_records_are_gone_is_not_followed()
    {
        CommonStep common = Of(recordedSteps: 3, checkpointSteps: 2, Ready("a", 7, firstRecord: 4), Ready("b", 3, firstRecord: 3));

        Assert.Equal(3, common.Step);
        Assert.Equal([Bring("a", CatchUpKind.State, "b")], common.Behind);
    }

    [Fact]
    public void Without_a_state_the_newest_checkpoint_is_restored()
    {
        CommonStep common = Of(recordedSteps: 30, checkpointSteps: 20, Ready("a", null), Ready("b", 12));

        Assert.Equal((20, "a checkpoint is all there is"), (common.Step, common.Reason));
        Assert.Equal([Bring("a", CatchUpKind.Restore, null), Bring("b", CatchUpKind.Restore, null)], common.Behind);
    }

    [Fact]
    public void A_fresh_run_begins() => Assert.Equal("the run begins", Of(0, 0, Ready("a", null)).Reason);

    private static CommonStep Of(long recordedSteps, long checkpointSteps, params NodeEntry[] nodes) =>
        CommonStep.Of(nodes, nodes.Select(node => node.Node).ToHashSet(), recordedSteps, checkpointSteps);

    private static CatchingUp Bring(string node, CatchUpKind kind, string? donor) =>
        new(new NodeId(node), kind, donor is null ? null : new NodeId(donor));
}
