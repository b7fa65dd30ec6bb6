using Distillery.Coordinator.Observation;
using Distillery.Messages.Membership;
using Distillery.Shared.Compute;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;

namespace Distillery.Coordinator.Record;

/// <summary>What configuration and data together say about a run: which samples, which learning rate, which measures at
/// which step.</summary>
public sealed class RunShape
{
    private readonly LearningRateSchedule _schedule;

    /// <param name="config">With a single method.</param>
    /// <param name="facts">As the nodes tell them.</param>
    /// <exception cref="Distillery.Shared.UserErrorException">The samples do not fill a single step.</exception>
    public RunShape(RunConfig config, RunFacts facts)
    {
        (Config, Facts) = (config, facts);
        Samples = SamplePlans.Create(config, facts.TrainingSamples, facts.Shards);
        Steps = new RunPlan(
            config.Train.Replicas, facts.SliceCount, facts.TotalSteps, config.Evaluate.EveryEpochs * facts.StepsPerEpoch,
            config.Checkpoint.EverySteps ?? facts.StepsPerEpoch);
        _schedule = new LearningRateSchedule(
            config.Train.Schedule, config.Train.Optimizer.LearningRate, facts.StepsPerEpoch, facts.TotalSteps);
    }

    public RunConfig Config { get; }

    public RunFacts Facts { get; }

    public SamplePlan Samples { get; }

    public RunPlan Steps { get; }

    /// <summary>The position in epochs, with its fraction.</summary>
    public double EpochsAt(long appliedSteps) => (double)appliedSteps / Facts.StepsPerEpoch;

    /// <summary>The learning rate with which a step is applied.</summary>
    public double LearningRateAt(long step) => _schedule.At(step);

    /// <summary>A ledger over what was done so far.</summary>
    public ComputeLedger LedgerOf(StepCounts counts)
    {
        ComputeLedger ledger = new(Facts.StudentMacs, Facts.TeacherMacs);
        ledger.Add(counts.Samples, counts.Scored, counts.Trained, counts.Queries);
        return ledger;
    }

    /// <summary>What people and curves are told of an applied step.</summary>
    /// <param name="counts">Of the run so far, with this step.</param>
    /// <param name="phaseSeconds">By <see cref="StepPhase"/>; empty when they are not known.</param>
    internal StepReport Report(StepEntry entry, StepCounts counts, IReadOnlyList<double> phaseSeconds) => new(
        entry.Step + 1, EpochsAt(entry.Step + 1), entry.Loss, LearningRateAt(entry.Step),
        entry.Counts.Samples, entry.Counts.Queries, phaseSeconds, entry.Seconds,
        (double)entry.Counts.Trained / Math.Max(1, entry.Counts.Samples),
        NumberOf(entry.Uncertainty), LedgerOf(counts).Summary.Ratio)
    {
        LabelLoss = NumberOf(entry.LabelLoss),
        DistillLoss = NumberOf(entry.DistillLoss),
    };

    private static double? NumberOf(double value) => double.IsNaN(value) ? null : value;
}
