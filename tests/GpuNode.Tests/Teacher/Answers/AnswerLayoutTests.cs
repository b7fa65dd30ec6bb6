using Distillery.GpuNode.Teacher.Answers;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Teacher.Answers;

public sealed class AnswerLayoutTests
{
    private static readonly float[] Logits = [0.1f, -3.25f, 7.5f, 2f, 2f, -0.333f];

    [Fact]
    public void All_logits_in_single_precision_are_kept_as_they_are() =>
        Assert.Equal(Logits, Kept(new AnswerLayout(Logits.Length, null, AnswerPrecision.Float32)));

    [Fact]
    public void Half_precision_rounds_to_the_nearest_and_what_is_rounded_stays()
    {
        AnswerLayout layout = new(Logits.Length, null, AnswerPrecision.Float16);
        float[] kept = Kept(layout);
        Assert.Equal(Logits.Select(logit => (float)(Half)logit), kept);
        Assert.Equal(kept, Kept(layout, kept));
    }

    [Fact]
    public void The_largest_keep_their_probability_and_the_others_share_the_rest()
    {
        float[] kept = Kept(new AnswerLayout(Logits.Length, 2, AnswerPrecision.Float32));
        double[] before = Softmax(Logits), after = Softmax(kept);
        Assert.Equal((7.5f, 2f), (kept[2], kept[3])); // Of equal ones, the lower class.
        Assert.Equal(before[2], after[2], 6);
        Assert.Equal(before[3], after[3], 6);
        Assert.Equal((1 - before[2] - before[3]) / 4, after[0], 6);
        Assert.Single(new[] { kept[0], kept[1], kept[4], kept[5] }.Distinct());
    }

    [Fact]
    public void A_class_that_there_is_not_is_no_answer()
    {
        AnswerLayout layout = new(Logits.Length, 1, AnswerPrecision.Float32);
        byte[] bytes = new byte[layout.ByteCount];
        layout.Write(Logits, bytes);
        bytes[sizeof(float)] = 99;
        Assert.False(layout.TryRead(bytes, new float[Logits.Length]));
    }

    private static float[] Kept(AnswerLayout layout, float[]? logits = null)
    {
        byte[] bytes = new byte[layout.ByteCount];
        float[] kept = new float[Logits.Length];
        layout.Write(logits ?? Logits, bytes);
        Assert.True(layout.TryRead(bytes, kept));
        return kept;
    }

    private static double[] Softmax(float[] logits)
    {
        double sum = logits.Sum(logit => Math.Exp(logit));
        return [.. logits.Select(logit => Math.Exp(logit) / sum)];
    }
}
