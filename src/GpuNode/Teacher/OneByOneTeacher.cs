namespace Distillery.GpuNode.Teacher;

/// <summary>A teacher that is asked about each image by itself, so that an answer does not depend on its company.</summary>
/// <remarks>What it stands before stays its owner's.</remarks>
public sealed class OneByOneTeacher(ITeacher inner) : ITeacher
{
    public long? MacsPerImage => inner.MacsPerImage;

    public Tensor Answer(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] answers = [.. Enumerable.Range(0, (int)images.size(0)).Select(row => AnswerOne(images, row))];
        return cat(answers, 0).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        // It is not ours.
    }

    private Tensor AnswerOne(Tensor images, int row)
    {
        using DisposeScope scope = NewDisposeScope(); // What leads to one answer is freed before the next.
        return inner.Answer(images.narrow(0, row, 1)).MoveToOuterDisposeScope();
    }
}
