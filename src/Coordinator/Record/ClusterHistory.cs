namespace Distillery.Coordinator.Record;

/// <summary>What happened to the cluster of a run, over all coordinators; it says nothing about the result.</summary>
/// <param name="Generations">How often the membership was settled.</param>
/// <param name="Losses">How many nodes were lost.</param>
/// <param name="RecoverySeconds">For each loss, the time until the run went on.</param>
public sealed record ClusterHistory(long Generations, long Losses, IReadOnlyList<double> RecoverySeconds)
{
    public static ClusterHistory None { get; } = new(0, 0, []);
}
