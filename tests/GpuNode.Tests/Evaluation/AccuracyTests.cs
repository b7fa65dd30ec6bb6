using Distillery.GpuNode.Evaluation;

namespace Distillery.GpuNode.Tests.Evaluation;

public sealed class AccuracyTests
{
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(4, 0, 1)]
    [InlineData(5, 0, 0)]
    [InlineData(6, 0, 0)]
    public void A_label_is_right_at_the_first_place_and_in_the_top_5_at_the_first_five(long label, int top1, int top5) =>
        Assert.Equal(new Accuracy(1, top1, top5), Accuracy.Of([7, 6, 5, 4, 3, 2, 1], 7, [label]));

    [Fact]
    public void Rows_are_counted_one_by_one()
    {
        float[] logits = [1, 2, 3, 3, 2, 1, 1, 3, 2];
        Accuracy accuracy = Accuracy.Of(logits, classCount: 3, [2, 2, 1]);
        Assert.Equal(new Accuracy(3, 2, 3), accuracy);
        Assert.Equal(2 / 3.0, accuracy.Top1);
        Assert.Equal(1, accuracy.Top5);
    }

    [Fact]
    public void Among_equal_logits_the_lower_class_comes_first()
    {
        float[] equal = new float[7];
        Assert.Equal(1, Accuracy.Of(equal, 7, [0]).Top1Correct);
        Assert.Equal(0, Accuracy.Of(equal, 7, [1]).Top1Correct);
        Assert.Equal(1, Accuracy.Of(equal, 7, [4]).Top5Correct);
        Assert.Equal(0, Accuracy.Of(equal, 7, [5]).Top5Correct);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    public void A_logit_that_is_not_a_number_is_never_right(int classCount)
    {
        float[] logits = new float[classCount];
        Array.Fill(logits, float.NaN);
        Assert.Equal(new Accuracy(1, 0, 0), Accuracy.Of(logits, classCount, [0]));
    }

    [Fact]
    public void Infinite_logits_have_their_order() => Assert.Equal(
        new Accuracy(2, 2, 2),
        Accuracy.Of([float.PositiveInfinity, 0, float.NegativeInfinity, -1e38f], classCount: 2, [0, 1]));

    [Fact]
    public void Sums_add_counts_and_nothing_is_no_accuracy()
    {
        Assert.Equal(new Accuracy(5, 3, 4), new Accuracy(2, 1, 2) + new Accuracy(3, 2, 2));
        Assert.Equal(0, default(Accuracy).Top1);
        Assert.Equal(0, default(Accuracy).Top5);
    }
}
