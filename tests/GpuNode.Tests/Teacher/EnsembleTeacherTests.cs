using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Tensors;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Teacher;

public sealed class EnsembleTeacherTests
{
    private static readonly float[] First = [1, 2, 3];
    private static readonly float[] Second = [0, 5, -2];

    [Fact]
    public void The_mean_of_the_logits_is_the_mean_of_the_logits() =>
        Assert.Equal([0.5f, 3.5f, 0.5f], Answer(Combination.Logits));

    [Fact]
    public void The_mean_of_the_probabilities_is_what_softmax_makes_of_the_answer()
    {
        double[] expected = [.. Softmax(First).Zip(Softmax(Second), (one, other) => (one + other) / 2)];
        double[] answered = Softmax(Answer(Combination.Probabilities));
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], answered[i], 6);
    }

    [Fact]
    public void Its_cost_is_that_of_all_members()
    {
        using EnsembleTeacher known = new([new FixedTeacher(First, 3), new FixedTeacher(Second, 4)], Combination.Logits);
        using EnsembleTeacher unknown = new([new FixedTeacher(First, 3), new FixedTeacher(Second, null)], Combination.Logits);
        Assert.Equal(7, known.MacsPerImage);
        Assert.Null(unknown.MacsPerImage);
    }

    private static float[] Answer(Combination combination)
    {
        using DisposeScope scope = NewDisposeScope();
        using EnsembleTeacher teacher = new([new FixedTeacher(First, 1), new FixedTeacher(Second, 1)], combination);
        return teacher.Answer(HostTensor.From<float>([0], 1, 1, 1, 1)).ToArray<float>();
    }

    private static double[] Softmax(float[] logits)
    {
        double sum = logits.Sum(logit => Math.Exp(logit));
        return [.. logits.Select(logit => Math.Exp(logit) / sum)];
    }
}
