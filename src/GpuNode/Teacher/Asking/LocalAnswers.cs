namespace Distillery.GpuNode.Teacher.Asking;

/// <summary>A teacher in this process, on the thread that asks.</summary>
public sealed class LocalAnswers(ITeacher teacher) : IAnswerSource
{
    private readonly OneByOneTeacher _oneByOne = new(teacher);

    public IPendingAnswers Ask(Question question)
    {
        ITeacher asked = question.IsRowByRow ? _oneByOne : teacher;
        return new Computed(asked.Answer(question.Images), question.Selection.Kept.Length);
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
