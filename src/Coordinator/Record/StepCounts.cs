namespace Distillery.Coordinator.Record;

/// <summary>What was done in a step or in a run, in images.</summary>
/// <param name="Samples">Samples of the plan that went by, kept or not.</param>
/// <param name="Scored">Images that a student ran through to choose.</param>
/// <param name="Trained">Images that were trained on.</param>
/// <param name="Queries">Images that a teacher was asked about.</param>
/// <param name="Damaged">Images that could not be decoded, each time that another one took its place.</param>
public readonly record struct StepCounts(long Samples, long Scored, long Trained, long Queries, long Damaged = 0)
{
    public static StepCounts operator +(StepCounts left, StepCounts right) => new(
        left.Samples + right.Samples, left.Scored + right.Scored, left.Trained + right.Trained,
        left.Queries + right.Queries, left.Damaged + right.Damaged);
}
