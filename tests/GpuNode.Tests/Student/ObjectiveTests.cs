using Distillery.GpuNode.Losses;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Tests.Losses;
using Distillery.Shared.Configuration;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Student;

public sealed class ObjectiveTests : IDisposable
{
    private static readonly double[][] Student = TestLogits.Rows(4, 5, "student");
    private static readonly double[][] Teacher = TestLogits.Rows(4, 5, "teacher");
    private static readonly long[] Labels = [0, 1, 2, 3];
    private static readonly long[] PartnerLabels = [4, 1, 0, 2];
    private static readonly float[] Shares = [0, 1, 0.25f, 0.5f];

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Labels_alone_are_cross_entropy_by_weight() => Assert.Equal(
        0.5 * MeanCrossEntropy(smoothing: 0), Loss(labelWeight: 0.5, distillWeight: 0, asksTeacher: false), 1e-5);

    [Fact]
    public void Label_smoothing_spreads_its_share_over_all_classes() => Assert.Equal(
        MeanCrossEntropy(smoothing: 0.2), Loss(labelWeight: 1, distillWeight: 0, asksTeacher: false, smoothing: 0.2), 1e-5);

    [Fact]
    public void The_teacher_alone_is_the_divergence_by_weight() => Assert.Equal(
        0.9 * DoubleLosses.Distillation(Student, Teacher, temperature: 4), Loss(labelWeight: 0, distillWeight: 0.9), 1e-4);

    [Fact]
    public void Both_terms_add_up() => Assert.Equal(
        (0.1 * MeanCrossEntropy(smoothing: 0)) + (0.9 * DoubleLosses.Distillation(Student, Teacher, temperature: 4)),
        Loss(labelWeight: 0.1, distillWeight: 0.9), 1e-4);

    [Fact]
    public void The_parts_are_read_with_their_weights_and_add_up_to_the_total()
    {
        LossTerms terms = Terms(labelWeight: 0.1, distillWeight: 0.9);
        LossValues values = terms.Read();
        Assert.Equal(values, LossTerms.ReadTogether(terms.Total, terms.Label!, terms.Distill!)); // As from a device.
        Assert.Equal(0.1 * MeanCrossEntropy(smoothing: 0), values.Label, 1e-5);
        Assert.Equal(0.9 * DoubleLosses.Distillation(Student, Teacher, temperature: 4), values.Distill, 1e-4);
        Assert.Equal((double)((float)values.Label + (float)values.Distill), values.Total); // The very bits that are minimised.
    }

    [Fact]
    public void A_method_with_one_term_has_one_part()
    {
        LossValues labels = Terms(labelWeight: 0.5, distillWeight: 0, asksTeacher: false).Read();
        Assert.Equal((labels.Total, double.NaN), (labels.Label, labels.Distill));
        LossValues teacher = Terms(labelWeight: 0, distillWeight: 1).Read();
        Assert.Equal((teacher.Total, double.NaN), (teacher.Distill, teacher.Label));
    }

    [Fact]
    public void Mixed_images_have_mixed_labels()
    {
        double expected = Enumerable.Range(0, 4).Average(i =>
            ((1 - Shares[i]) * DoubleLosses.CrossEntropy(Student[i], Labels[i], 0.1))
            + (Shares[i] * DoubleLosses.CrossEntropy(Student[i], PartnerLabels[i], 0.1)));
        double loss = Loss(labelWeight: 1, distillWeight: 0, asksTeacher: false, smoothing: 0.1, isMixed: true);
        Assert.Equal(expected, loss, 1e-5);
    }

    [Fact]
    public void Without_any_term_there_is_nothing_to_minimise() => Assert.Throws<InvalidOperationException>(
        () => Loss(labelWeight: 0, distillWeight: 1, asksTeacher: false));

    private static double MeanCrossEntropy(double smoothing) =>
        Enumerable.Range(0, 4).Average(i => DoubleLosses.CrossEntropy(Student[i], Labels[i], smoothing));

    private static double Loss(
        double labelWeight, double distillWeight, bool asksTeacher = true, double smoothing = 0, bool isMixed = false) =>
        Terms(labelWeight, distillWeight, asksTeacher, smoothing, isMixed).Total.item<float>();

    private static LossTerms Terms(
        double labelWeight, double distillWeight, bool asksTeacher = true, double smoothing = 0, bool isMixed = false)
    {
        MethodConfig method = TestMethods.Of(MethodName.Kd, keep: 4, labelWeight, distillWeight);
        TrainingInputs inputs = new(
            empty([4, 1, 1, 1]), HostTensor.From<long>(Labels, 4),
            isMixed ? HostTensor.From<long>(PartnerLabels, 4) : null, isMixed ? HostTensor.From<float>(Shares, 4) : null);
        Tensor? answers = asksTeacher ? TestLogits.Tensor(Teacher) : null;
        return new Objective(method, smoothing).Loss(TestLogits.Tensor(Student), inputs, answers);
    }
}
