using Distillery.Messages.Helpers;

namespace Distillery.GpuNode.Helpers;

/// <summary>The way to helpers of one role in other processes. Any thread may call.</summary>
public interface IHelperDoor
{
    /// <summary>A number that no query through this door had.</summary>
    long NextNumber();

    /// <summary>Asks whichever helper is best, again if it is lost or late.</summary>
    /// <returns>The answer, whose payload is the caller's to dispose; null when the caller must do without, which only happens
    /// where its limits say so.</returns>
    Task<HelperAnswer?> Ask(HelperQuery query, int answerBytes);

    /// <summary>Nobody waits for the answer any more.</summary>
    void GiveUp(long number);
}
