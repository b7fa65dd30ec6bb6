using Distillery.Coordinator.Protocol;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Simulation.Cluster;

namespace Distillery.Simulation.Scenarios;

/// <summary>What named scenarios expect in the end.</summary>
public static class Outcomes
{
    public static Condition NothingIsRepeated { get; } = new(
        "no applied step is computed again", world => world.Checks.RepeatedSteps == 0);

    /// <summary>Those that were lost may have been the only ones that had applied their last step.</summary>
    public static Condition OneStepAtMostIsRepeated { get; } = new(
        "one applied step at most is computed again", world => world.Checks.RepeatedSteps <= 1);

    public static Condition NobodyIsLost { get; } = new(
        "nobody is lost", world => world.Journal.CountOf(ClusterEventKind.NodeLost) == 0);

    public static Condition LostInAll(int count) => new(
        $"{count} nodes are lost", world => world.Journal.CountOf(ClusterEventKind.NodeLost) == count);

    /// <summary>Every generation had so many members.</summary>
    public static Condition AlwaysTrain(int count) => new(
        $"{count} nodes train in each generation", world => world.Journal.Begun.All(begin => begin.Placement.Members.Count == count));

    public static Condition LostWhile(CoordinatorPhase phase) => new(
        $"a node is lost while the coordinator is {phase}",
        world => world.Journal.Events.Any(told => told.Event.Kind == ClusterEventKind.NodeLost && told.Phase == phase));

    public static Condition CaughtUp(CatchUpKind kind) => new(
        $"a node catches up by {kind}", world => world.Journal.CatchUps.Any(order => order.Order.Kind == kind));

    /// <summary>A state came from a checkpoint, not from the seed.</summary>
    public static Condition Resumed { get; } = new("training goes on from a checkpoint", world => world.Journal.CatchUps.Any(
        order => order.Order is { Kind: CatchUpKind.Restore, AppliedSteps: > 0 }));

    public static Condition Generations(int count) => new(
        $"{count} generations begin", world => world.Journal.Begun.Count == count);

    /// <summary>Every generation but the last began later than the one before.</summary>
    public static Condition EachAdvances { get; } = new("each generation applies a step", world => world.Journal.Begun
        .Zip(world.Journal.Begun.Skip(1), (one, next) => one.Step < next.Step).All(advanced => advanced));

    public static Condition GenerationsAtMost(int count) => new(
        $"{count} generations begin at most", world => world.Journal.Begun.Count <= count);

    public static Condition CoordinatorStarts(int count) => new(
        $"{count} coordinators start", world => world.Journal.CoordinatorStarts == count);

    public static Condition Depositions(int count) => new(
        $"{count} coordinators are deposed", world => world.Journal.Depositions == count);

    public static Condition StrangersAreRefused(int count) => new(
        $"{count} strangers are refused", world => world.Journal.RefusedStrangers == count);

    /// <summary>Whoever comes, or comes back, gets its state from another node or has it.</summary>
    public static Condition NobodyRestores { get; } = new(
        "no state comes from a checkpoint or the seed after the first generation", world => world.Journal.CatchUps
            .Where(order => order.Order.Kind == CatchUpKind.Restore)
            .All(order => order.Order.Generation == world.Journal.Begun[0].Generation));

    public static Condition Within(double seconds) => new(
        $"the run takes {seconds} s at most", world => world.Queue.Now <= seconds * 1e6);

    public static Condition LeftDrained(int number) => new(
        $"node {number} leaves as it wished", world => world.Journal.Exits.Any(
            exit => exit.Node == World.NameOf(number) && exit.Exit.Reason == DismissReason.Drained));

    public static Condition WasRefused(int number, string part) => new(
        $"node {number} is refused: {part}", world => world.Journal.Exits.Any(
            exit => exit.Node == World.NameOf(number) && exit.Exit.Reason is null && exit.Exit.Text.Contains(part, StringComparison.Ordinal)));

    public static Condition Count(ClusterEventKind kind, int count) => new(
        $"{kind} comes {count} times", world => world.Journal.CountOf(kind) == count);

    /// <summary>The text of an event of this kind says why.</summary>
    public static Condition Told(ClusterEventKind kind, string part) => new(
        $"{kind} is told: {part}", world => world.Journal.Events.Any(
            told => told.Event.Kind == kind && told.Event.Text.Contains(part, StringComparison.Ordinal)));

    /// <summary>Some generation had exactly these members.</summary>
    public static Condition Trained(params int[] numbers) => new(
        $"nodes {string.Join(' ', numbers)} train together", world => world.Journal.Begun.Any(
            begin => begin.Placement.Members.Select(member => member.Node).Order().SequenceEqual(numbers.Select(World.NameOf))));
}
