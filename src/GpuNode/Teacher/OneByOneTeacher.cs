using Distillery.Torch;

namespace Distillery.GpuNode.Teacher;

/// <summary>A teacher that is asked about each image by itself, so that an answer does not depend on its company.</summary>
/// <remarks>What it stands before stays its owner's.</remarks>
public sealed class OneByOneTeacher(ITeacher inner) : ITeacher
{
    public long? MacsPerImage => inner.MacsPerImage;

    public Tensor Answer(Tensor images)
    {
        using TensorScope scope = new();
        Tensor[] answers = [.. Enumerable.Range(0, (int)images.Shape[0]).Select(row => AnswerOne(images, row))];
        return scope.Return(Tensor.Concatenate(answers, 0));
    }

    public void Dispose()
    {
        // It is not ours.
    }

    private Tensor AnswerOne(Tensor images, int row)
    {
        using TensorScope scope = new(); // What leads to one answer is freed before the next.
        return scope.Return(inner.Answer(images.Narrow(0, row, 1)));
    }
}
