namespace Distillery.GpuNode.Evaluation;

/// <summary>Exact counts over a validation set.</summary>
/// <param name="Count">Images.</param>
/// <param name="Top1Correct">Images whose label has the largest logit.</param>
/// <param name="Top5Correct">Images whose label is among the five largest.</param>
public readonly record struct Accuracy(long Count, long Top1Correct, long Top5Correct)
{
    /// <summary>0 to 1.</summary>
    public double Top1 => Count == 0 ? 0 : (double)Top1Correct / Count;

    /// <summary>0 to 1.</summary>
    public double Top5 => Count == 0 ? 0 : (double)Top5Correct / Count;

    public static Accuracy operator +(Accuracy left, Accuracy right) => new(
        left.Count + right.Count, left.Top1Correct + right.Top1Correct, left.Top5Correct + right.Top5Correct);

    /// <summary>Counts one batch. Among equal logits the lower class comes first, as in argmax; a logit that is not a number
    /// is never right.</summary>
    /// <param name="logits">[count, classes], row-major.</param>
    public static Accuracy Of(ReadOnlySpan<float> logits, int classCount, ReadOnlySpan<long> labels)
    {
        const int Top = 5;
        Accuracy sum = default;
        for (int i = 0; i < labels.Length; i++)
        {
            int place = PlaceOf((int)labels[i], logits.Slice(i * classCount, classCount));
            sum += new Accuracy(1, place == 0 ? 1 : 0, place < Top ? 1 : 0);
        }
        return sum;
    }

    private static int PlaceOf(int label, ReadOnlySpan<float> row)
    {
        float own = row[label];
        if (float.IsNaN(own)) return int.MaxValue;
        int place = 0;
        for (int c = 0; c < row.Length; c++)
        {
            if (row[c] > own || (row[c] == own && c < label)) place++;
        }
        return place;
    }
}
