using Distillery.GpuNode.Losses;
using Distillery.GpuNode.Tensors;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Student;

/// <summary>What a step minimises: label_weight · cross-entropy + distill_weight · T² · KL(teacher ‖ student). A term with
/// weight 0 is not computed.</summary>
public sealed class Objective(MethodConfig method, double labelSmoothing)
{
    private readonly LabelLoss _labelLoss = new(labelSmoothing, method.LabelWeight);
    private readonly DistillationLoss _distillationLoss = new(method.Temperature, method.DistillWeight);

    /// <param name="logits">The student's, [kept, classes].</param>
    /// <param name="answers">The teacher's on the same images, [kept, classes]; null where the method asks none.</param>
    public LossTerms Loss(Tensor logits, TrainingInputs inputs, Tensor? answers)
    {
        Tensor? labelTerm = method.LabelWeight > 0 ? OfLabels(logits, inputs) : null;
        Tensor? teacherTerm = answers is not null ? _distillationLoss.Of(logits, answers) : null;
        Tensor total = (labelTerm, teacherTerm) switch
        {
            (not null, not null) => labelTerm.add(teacherTerm, Scalars.One),
            _ => labelTerm ?? teacherTerm ?? throw new InvalidOperationException("the objective has no term"),
        };
        return new LossTerms(total, labelTerm, teacherTerm);
    }

    private Tensor OfLabels(Tensor logits, TrainingInputs inputs) => inputs.PartnerShares is null
        ? _labelLoss.Of(logits, inputs.Labels)
        : _labelLoss.OfMixed(logits, inputs.Labels, inputs.PartnerLabels!, inputs.PartnerShares);
}
