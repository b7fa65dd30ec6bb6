namespace Distillery.Shared.Protocol;

/// <summary>Why a process counts as lost to another one. Whoever is lost may well live: it then begins a new link, with the state
/// that it has.</summary>
/// <param name="Text">For people, in a few words.</param>
public sealed record LossReason(LossCause Cause, string Text)
{
    /// <summary>Its process is known to be dead.</summary>
    public static LossReason Died(string text) => new(LossCause.Died, text);

    /// <summary>A connection with it closed, or could not be made, and nothing else is heard from it.</summary>
    public static LossReason Closed(string text) => new(LossCause.Closed, text);

    /// <summary>Messages from it did not arrive.</summary>
    /// <param name="expected">The number that was due.</param>
    /// <param name="found">The number that came.</param>
    public static LossReason Gap(long expected, long found) => new(
        LossCause.Gap, $"messages were lost on the way: number {found} came where {expected} was due");

    /// <summary>The cluster's membership has given it up.</summary>
    public static LossReason Downed(string text) => new(LossCause.Downed, text);

    /// <param name="milliseconds">Since something was heard from it.</param>
    public static LossReason Silent(long milliseconds) => new(LossCause.Silent, $"silent for {milliseconds / 1000.0:0.0} s");

    /// <summary>It has ended the link, or begun another one.</summary>
    public static LossReason Renewed(string text) => new(LossCause.Renewed, text);

    public override string ToString() => Text;
}
