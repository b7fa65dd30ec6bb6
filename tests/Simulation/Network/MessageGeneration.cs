using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Progress;

namespace Distillery.Simulation.Network;

/// <summary>Of which generation a message is.</summary>
public static class MessageGeneration
{
    /// <summary>Null for messages of no generation.</summary>
    public static Generation? Of(Message message) => message switch
    {
        SlicePart part => part.Generation,
        SliceAverage average => average.Generation,
        FetchAverage fetch => fetch.Generation,
        FetchState fetch => fetch.Generation,
        FetchRefused refused => refused.Generation,
        StateRecords records => records.Generation,
        StateChunk piece => piece.Generation,
        Pause pause => pause.Generation,
        CatchUp order => order.Generation,
        Begin begin => begin.Generation,
        Save save => save.Generation,
        Paused paused => paused.Standing.Generation,
        CaughtUp caughtUp => caughtUp.Standing.Generation,
        PeerLost lost => lost.Generation,
        CheckpointWritten written => written.Generation,
        CheckpointFailed failed => failed.Generation,
        _ => null,
    };
}
