namespace Distillery.GpuNode.Teacher.Asking;

/// <summary>Where a rank's answers come from: a teacher in this process, teachers in others, or a store. Several threads may
/// ask at once.</summary>
public interface IAnswerSource
{
    /// <summary>Asks, and does not wait longer than the asking itself takes.</summary>
    IPendingAnswers Ask(Question question);
}
