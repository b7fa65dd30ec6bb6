using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;

namespace Distillery.Simulation.Network;

/// <summary>Messages as short text for a trace, with all that must be the same each time.</summary>
public static class MessageText
{
    public static string Of(Message message) => message switch
    {
        SlicePart part => $"SlicePart {part.Generation} step {part.Step} slice {part.Slice} {part.Ranks}",
        SliceAverage average => $"SliceAverage {average.Generation} step {average.Step} slice {average.Slice} {average.Hash:x16}",
        StateChunk piece => $"StateChunk {piece.Generation} {piece.AppliedSteps} {piece.Index}/{piece.Count}",
        StateRecords records => $"StateRecords {records.Generation} {records.Records.Count}",
        Heartbeat beat => $"Heartbeat {beat.Standing} {beat.Records.Count}",
        Begin begin => $"Begin {begin.Generation} step {begin.Step} {Members(begin.Placement)}",
        Welcome welcome => $"Welcome {welcome.Generation}",
        Hello hello => $"Hello {hello.Standing}",
        Ready ready => $"Ready {ready.Standing}",
        _ => message.ToString(),
    };

    private const int MostWrittenMembers = 16;

    private static string Members(Placement placement) => placement.Members.Count <= MostWrittenMembers
        ? string.Join(' ', placement.Members.Select(member => $"{member.Node}:{member.Ranks}"))
        : $"{placement.Members.Count} members";
}
