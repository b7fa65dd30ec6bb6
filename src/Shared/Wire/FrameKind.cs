namespace Distillery.Shared.Wire;

/// <summary>What a frame is: one byte, in the order of docs/protocol.md's table. A value keeps its meaning for ever, and that of
/// a message that is no longer sent is never given again.</summary>
public enum FrameKind : byte
{
    Hello = 1,
    Welcome = 2,
    Reject = 3,
    Ready = 4,
    Leave = 5,
    Dismiss = 6,
    FindCoordinator = 7,
    CoordinatorFound = 8,

    Pause = 16,
    Paused = 17,
    CatchUp = 18,
    CaughtUp = 19,
    Begin = 20,
    PeerLost = 21,
    Save = 22,
    TeacherRoster = 23,
    SampleRoster = 24,

    SlicePart = 32,
    SliceAverage = 33,
    FetchAverage = 34,
    FetchState = 35,
    StateChunk = 36,
    FetchRefused = 37,
    StateRecords = 38,

    Heartbeat = 48,
    HeartbeatReply = 49,
    CheckpointWritten = 50,
    CheckpointFailed = 51,
    WorkFailed = 52,

    TeacherQuery = 64,
    TeacherAnswer = 65,
    TeacherBusy = 66,
    TeacherRefused = 67,
    SampleQuery = 68,
    SampleAnswer = 69,
    SampleBusy = 70,
    SampleRefused = 71,

    /// <summary>From here on the ends of a connection of the data plane talk among themselves; no message is here.</summary>
    Ping = 240,
    RegionOffer = 241,
    RegionAccepted = 242,
    RegionRefused = 243,
    RegionClosed = 244,
    Goodbye = 245,
}
