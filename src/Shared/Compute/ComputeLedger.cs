using Distillery.Shared.Runs;

namespace Distillery.Shared.Compute;

/// <summary>Counts what a run computes beside conventional distillation on the same samples (UNIX, Xu et al. 2020): per
/// image F_t for the teacher's forward pass, F_s for the student's and B_s for its backward pass, where the literature
/// counts B_s = F_s and a convolution's real backward pass takes about 2 F_s. Conventional distillation of N samples costs
/// N·(F_t + F_s + B_s); a step that scores m images and keeps k costs m·F_s + k·(F_s + B_s) and its queries F_t each.</summary>
/// <param name="studentMacs">F_s of one image.</param>
/// <param name="teacherMacs">F_t of one image; null without a teacher, and then there is no ratio.</param>
public sealed class ComputeLedger(long studentMacs, long? teacherMacs)
{
    /// <summary>Samples of the plan that have gone by, kept or not.</summary>
    public long SamplesSeen { get; private set; }

    public long ScoredImages { get; private set; }

    public long TrainedImages { get; private set; }

    public long TeacherQueries { get; private set; }

    public ComputeSummary Summary
    {
        get
        {
            const int LiteratureBackward = 1;
            const int MeasuredBackward = 2;
            return new ComputeSummary(
                Total(LiteratureBackward), Conventional(LiteratureBackward) ?? 0,
                Ratio(LiteratureBackward), Ratio(MeasuredBackward));
        }
    }

    /// <summary>Multiply-accumulates of one phase, with the backward pass counted as one forward pass; 0 for phases that
    /// compute no network.</summary>
    public Int128 MacsOf(StepPhase phase) => phase switch
    {
        StepPhase.Score => (Int128)ScoredImages * studentMacs,
        StepPhase.ForwardBackward => (Int128)TrainedImages * studentMacs * 2,
        StepPhase.Teacher => (Int128)TeacherQueries * (teacherMacs ?? 0),
        _ => 0,
    };

    public void Add(long samples, long scored, long trained, long queries)
    {
        SamplesSeen += samples;
        ScoredImages += scored;
        TrainedImages += trained;
        TeacherQueries += queries;
    }

    /// <summary>Multiply-accumulates of the run.</summary>
    /// <param name="backwardForwards">B_s in units of F_s.</param>
    private Int128 Total(int backwardForwards) =>
        (Int128)ScoredImages * studentMacs
        + (Int128)TrainedImages * studentMacs * (1 + backwardForwards)
        + (Int128)TeacherQueries * (teacherMacs ?? 0);

    private Int128? Conventional(int backwardForwards) =>
        teacherMacs is { } macs ? (Int128)SamplesSeen * (macs + (Int128)studentMacs * (1 + backwardForwards)) : null;

    private double? Ratio(int backwardForwards) =>
        Conventional(backwardForwards) is { } conventional && conventional > 0
            ? (double)Total(backwardForwards) / (double)conventional
            : null;
}
