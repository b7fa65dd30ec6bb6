using Distillery.Torch;

namespace Distillery.GpuNode.Teacher.Asking;

/// <summary>A teacher in this process, on the thread that asks.</summary>
public sealed class LocalAnswers(ITeacher teacher) : IAnswerSource
{
    public IPendingAnswers Ask(Question question) => new Computed(
        question.IsRowByRow ? AnswerEach(question.Images) : teacher.Answer(question.Images), question.Selection.Kept.Length);

    private Tensor AnswerEach(Tensor images)
    {
        using TensorScope scope = new();
        Tensor[] answers = [.. Enumerable.Range(0, (int)images.Shape[0]).Select(row => teacher.Answer(images.Narrow(0, row, 1)))];
        return scope.Return(Tensor.Concatenate(answers, 0));
    }

    private sealed record Computed(Tensor Logits, int QueryCount) : IPendingAnswers
    {
        public Tensor Take(CancellationToken stop) => Logits;

        public void Dispose()
        {
            // The step's scope disposes the logits.
        }
    }
}
