using Distillery.Torch;

namespace Distillery.GpuNode.Teacher.Asking;

/// <summary>A teacher in this process, on the thread that asks.</summary>
public sealed class LocalAnswers(ITeacher teacher) : IAnswerSource
{
    public IPendingAnswers Ask(Question question) =>
        new Computed(teacher.Answer(question.Images), question.Selection.Kept.Length);

    private sealed record Computed(Tensor Logits, int QueryCount) : IPendingAnswers
    {
        public Tensor Take(CancellationToken stop) => Logits;

        public void Dispose()
        {
            // The step's scope disposes the logits.
        }
    }
}
