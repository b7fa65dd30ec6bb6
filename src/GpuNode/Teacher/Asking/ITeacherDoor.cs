using Distillery.Messages;
using Distillery.Messages.Teachers;

namespace Distillery.GpuNode.Teacher.Asking;

/// <summary>The way to teachers in other processes. Any thread may call.</summary>
public interface ITeacherDoor
{
    /// <summary>A number that no query of this process had.</summary>
    long NextNumber();

    /// <summary>Asks whichever teacher is best, again if it is lost or late.</summary>
    /// <returns>The logits, which are the caller's to dispose.</returns>
    Task<Payload> Ask(TeacherQuery query, int answerBytes);

    /// <summary>Nobody waits for the answer any more.</summary>
    void GiveUp(long number);
}
