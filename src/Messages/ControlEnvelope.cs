namespace Distillery.Messages;

/// <summary>A control message on its way: beside it stands which link it belongs to and its number there, so that whoever receives
/// it sees whether something was lost before it.</summary>
/// <param name="Number">From 1; one more for each message that its sender has sent on this link.</param>
public sealed record ControlEnvelope(LinkId Link, long Number, Message Message);

/// <summary>The answer to whatever comes on a link that does not stand here, and the last word of who ends one. Nothing answers
/// it, so it may be said often.</summary>
public sealed record LinkEnded(LinkId Link);

/// <summary>One incarnation of the control link between two processes.</summary>
/// <param name="Opened">The count of the process that opened it: one more for each link, never the same again.</param>
/// <param name="Answered">The number of the process that answers, for a coordinator its term, from 1; 0 while the one that
/// opened the link has heard no answer.</param>
public readonly record struct LinkId(long Opened, long Answered)
{
    public override string ToString() => $"{Opened}/{Answered}";
}
