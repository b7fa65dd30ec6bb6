using Distillery.GpuNode.Losses;
using Distillery.Shared.Configuration;
using Distillery.Torch;

namespace Distillery.GpuNode.Student;

/// <summary>What a step minimises: label_weight · cross-entropy + distill_weight · T² · KL(teacher ‖ student). A term with
/// weight 0 is not computed.</summary>
public sealed class Objective(MethodConfig method, double labelSmoothing)
{
    /// <param name="logits">The student's, [kept, classes].</param>
    /// <param name="answers">The teacher's on the same images, [kept, classes]; null where the method asks none.</param>
    public LossTerms Loss(Tensor logits, TrainingInputs inputs, Tensor? answers)
    {
        Tensor? labelTerm = method.LabelWeight > 0 ? CrossEntropy(logits, inputs) * method.LabelWeight : null;
        Tensor? teacherTerm = answers is not null
            ? DistillationLoss.KlDivergence(logits, answers, method.Temperature) * method.DistillWeight
            : null;
        Tensor total = (labelTerm, teacherTerm) switch
        {
            (not null, not null) => labelTerm + teacherTerm,
            _ => labelTerm ?? teacherTerm ?? throw new InvalidOperationException("the objective has no term"),
        };
        return new LossTerms(total, labelTerm, teacherTerm);
    }

    private Tensor CrossEntropy(Tensor logits, TrainingInputs inputs) => inputs.PartnerShares is null
        ? Functional.CrossEntropy(logits, inputs.Labels, labelSmoothing)
        : LabelLoss.MixedCrossEntropy(
            logits, inputs.Labels, inputs.PartnerLabels!, inputs.PartnerShares, labelSmoothing);
}
