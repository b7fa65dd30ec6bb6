namespace Distillery.Shared.Plans;

/// <summary>What happens at which step: a pure function of configuration and data, the same on every node.</summary>
/// <param name="RankCount">train.replicas.</param>
/// <param name="SliceCount">Slices of the flat vector, and one more for the ranks' reports, which is the last.</param>
/// <param name="TotalSteps">Optimizer steps of the run. The step of that number is the closing step: it evaluates the final
/// weights, brings no gradient and changes nothing.</param>
/// <param name="EvaluateEvery">Steps between two evaluations.</param>
/// <param name="CheckpointEvery">Steps between two checkpoints.</param>
public sealed record RunPlan(
    int RankCount, int SliceCount, long TotalSteps, long EvaluateEvery, long CheckpointEvery)
{
    // Often enough to notice a node whose memory is damaged within a minute, too seldom to cost anything.
    private const long StepsPerWeightsHash = 100;

    /// <summary>The slice of the ranks' reports.</summary>
    public int ReportSlice => SliceCount - 1;

    /// <summary>How many steps are applied when all is done: the run's and the closing one.</summary>
    public long EndSteps => TotalSteps + 1;

    /// <summary>The first slice that a step has; it has all from there on.</summary>
    public int FirstSliceOf(long step) => IsClosing(step) ? ReportSlice : 0;

    /// <summary>Whether the step only evaluates the final weights.</summary>
    public bool IsClosing(long step) => step == TotalSteps;

    /// <summary>Whether the weights before the step are evaluated in it.</summary>
    public bool IsEvaluationDue(long step) => IsClosing(step) || (step > 0 && step % EvaluateEvery == 0);

    /// <summary>Whether the reports of the step bring a hash of the weights before it.</summary>
    public bool IsHashDue(long step) => IsClosing(step) || step % StepsPerWeightsHash == 0;

    /// <summary>Whether a checkpoint is written once so many steps are applied.</summary>
    public bool IsCheckpointDue(long appliedSteps) =>
        appliedSteps == TotalSteps || (appliedSteps > 0 && appliedSteps < TotalSteps && appliedSteps % CheckpointEvery == 0);
}
