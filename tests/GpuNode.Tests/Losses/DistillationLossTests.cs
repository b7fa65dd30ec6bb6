using Distillery.GpuNode.Losses;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Losses;

public sealed class DistillationLossTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(20)]
    public void Loss_and_gradient_are_those_of_double_precision(double temperature)
    {
        using DisposeScope scope = NewDisposeScope();
        double[][] student = TestLogits.Rows(6, 10, "student");
        double[][] teacher = TestLogits.Rows(6, 10, "teacher");
        Tensor logits = TestLogits.Tensor(student);
        logits.requires_grad = true;

        Tensor loss = new DistillationLoss(temperature).Of(logits, TestLogits.Tensor(teacher));
        loss.backward();

        double expected = DoubleLosses.Distillation(student, teacher, temperature);
        Assert.Equal(expected, loss.item<float>(), 1e-5 * expected);
        float[] gradient = logits.grad!.ToArray<float>();
        for (int i = 0; i < student.Length; i++)
        {
            double[] own = DoubleLosses.Softmax(student[i], temperature);
            double[] target = DoubleLosses.Softmax(teacher[i], temperature);
            for (int c = 0; c < 10; c++)
                Assert.Equal(temperature * (own[c] - target[c]) / student.Length, gradient[(i * 10) + c], 2e-6 * temperature);
        }
    }

    [Fact]
    public void A_student_that_agrees_has_no_loss()
    {
        using DisposeScope scope = NewDisposeScope();
        double[][] rows = TestLogits.Rows(4, 7, "both");
        double[][] shifted = [.. rows.Select(row => Array.ConvertAll(row, value => value + 2))];
        Tensor loss = new DistillationLoss(4).Of(TestLogits.Tensor(shifted), TestLogits.Tensor(rows));
        Assert.Equal(0, loss.item<float>(), 1e-5);
    }

    [Fact]
    public void Certain_teachers_and_hopeless_students_stay_finite()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor teacher = TestLogits.Tensor([[1e4, 0, 0]]);
        Tensor loss = new DistillationLoss(1).Of(TestLogits.Tensor([[0, 1e4, 0]]), teacher);
        Assert.Equal(1e4, loss.item<float>(), 1e-2);
    }
}
