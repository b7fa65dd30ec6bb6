using Distillery.GpuNode.Teacher.Asking;

namespace Distillery.GpuNode.Telemetry;

/// <summary>Answers of a teacher in this process, with a look at the clock: they are there when asking returns. What teachers in
/// other processes answer is measured where it arrives.</summary>
internal sealed class MeteredAnswers(IAnswerSource inner, TeacherMeters meters, TimeProvider time) : IAnswerSource
{
    public IPendingAnswers Ask(Question question)
    {
        long start = time.GetTimestamp();
        QueryOutcome outcome = QueryOutcome.Failed;
        try
        {
            IPendingAnswers answers = inner.Ask(question);
            outcome = QueryOutcome.Answered;
            return answers;
        }
        finally
        {
            double seconds = time.GetElapsedTime(start).TotalSeconds;
            meters.Ended(question.Selection.Kept.Length, outcome);
            meters.Latency(seconds);
            meters.Served(seconds);
        }
    }
}
