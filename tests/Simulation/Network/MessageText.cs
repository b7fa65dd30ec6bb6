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
        Begin begin => $"Begin {begin.Generation} step {begin.Step} "
            + string.Join(' ', begin.Placement.Members.Select(member => $"{member.Node}:{member.Ranks}")),
        Welcome welcome => $"Welcome {welcome.Generation}",
        Hello hello => $"Hello {hello.Standing}",
        Ready ready => $"Ready {ready.Standing}",
        _ => message.ToString(),
    };
}
