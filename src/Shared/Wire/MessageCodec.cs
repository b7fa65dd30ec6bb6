using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Helpers;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Messages.Samples;
using Distillery.Messages.Teachers;
using Distillery.Shared.Transport;

namespace Distillery.Shared.Wire;

/// <summary>Messages as bytes: the fields of each in the order of its record, without names. A later minor version of the
/// protocol appends fields to messages, never to the records inside them.</summary>
public static class MessageCodec
{
    private static readonly FrameKind[] PayloadKinds =
    [
        FrameKind.SlicePart, FrameKind.SliceAverage, FrameKind.StateChunk, FrameKind.TeacherQuery, FrameKind.TeacherAnswer,
        FrameKind.SampleQuery, FrameKind.SampleAnswer,
    ];

    private static readonly FrameKind[] BulkKinds =
    [
        .. PayloadKinds, FrameKind.FetchAverage, FrameKind.FetchState, FrameKind.FetchRefused, FrameKind.StateRecords,
        FrameKind.TeacherBusy, FrameKind.TeacherRefused, FrameKind.SampleBusy, FrameKind.SampleRefused,
    ];

    /// <summary>Whether a frame of this kind is a message that this version knows.</summary>
    public static bool IsMessage(FrameKind kind) => Enum.IsDefined(kind) && kind < FrameKind.Ping;

    public static bool HasPayload(FrameKind kind) => PayloadKinds.Contains(kind);

    public static MessagePlane PlaneOf(FrameKind kind) =>
        BulkKinds.Contains(kind) ? MessagePlane.Bulk : MessagePlane.Control;

    public static FrameKind KindOf(Message message) => message switch
    {
        Hello => FrameKind.Hello,
        Welcome => FrameKind.Welcome,
        Reject => FrameKind.Reject,
        Ready => FrameKind.Ready,
        Leave => FrameKind.Leave,
        Dismiss => FrameKind.Dismiss,
        Pause => FrameKind.Pause,
        Paused => FrameKind.Paused,
        CatchUp => FrameKind.CatchUp,
        CaughtUp => FrameKind.CaughtUp,
        Begin => FrameKind.Begin,
        PeerLost => FrameKind.PeerLost,
        Save => FrameKind.Save,
        SlicePart => FrameKind.SlicePart,
        SliceAverage => FrameKind.SliceAverage,
        FetchAverage => FrameKind.FetchAverage,
        FetchState => FrameKind.FetchState,
        StateChunk => FrameKind.StateChunk,
        FetchRefused => FrameKind.FetchRefused,
        StateRecords => FrameKind.StateRecords,
        Heartbeat => FrameKind.Heartbeat,
        HeartbeatReply => FrameKind.HeartbeatReply,
        CheckpointWritten => FrameKind.CheckpointWritten,
        CheckpointFailed => FrameKind.CheckpointFailed,
        WorkFailed => FrameKind.WorkFailed,
        TeacherRoster => FrameKind.TeacherRoster,
        TeacherQuery => FrameKind.TeacherQuery,
        TeacherAnswer => FrameKind.TeacherAnswer,
        TeacherBusy => FrameKind.TeacherBusy,
        TeacherRefused => FrameKind.TeacherRefused,
        SampleRoster => FrameKind.SampleRoster,
        SampleQuery => FrameKind.SampleQuery,
        SampleAnswer => FrameKind.SampleAnswer,
        SampleBusy => FrameKind.SampleBusy,
        SampleRefused => FrameKind.SampleRefused,
        _ => throw new ArgumentException($"{message.GetType().Name} has no kind: give it one in FrameKind", nameof(message)),
    };

    /// <summary>The bytes that a message brings, or null for a kind without payload.</summary>
    public static Payload? PayloadOf(Message message) => message switch
    {
        SlicePart part => part.Payload,
        SliceAverage average => average.Payload,
        StateChunk chunk => chunk.Payload,
        HelperQuery query => query.Payload,
        HelperAnswer answer => answer.Payload,
        _ => null,
    };

    /// <summary>The same message with other bytes.</summary>
    public static Message WithPayload(Message message, Payload payload) => message switch
    {
        SlicePart part => part with { Payload = payload },
        SliceAverage average => average with { Payload = payload },
        StateChunk chunk => chunk with { Payload = payload },
        HelperQuery query => query with { Payload = payload },
        HelperAnswer answer => answer with { Payload = payload },
        _ => throw new ArgumentException($"{message.GetType().Name} has no payload", nameof(message)),
    };

    /// <summary>Appends a message's fields, without its payload.</summary>
    public static void WriteBody(WireWriter writer, Message message)
    {
        switch (message)
        {
            case Hello hello: MembershipCodec.Write(writer, hello); break;
            case Welcome welcome: MembershipCodec.Write(writer, welcome); break;
            case Reject reject: MembershipCodec.Write(writer, reject); break;
            case Ready ready: MembershipCodec.Write(writer, ready); break;
            case Leave leave: MembershipCodec.Write(writer, leave); break;
            case Dismiss dismiss: MembershipCodec.Write(writer, dismiss); break;
            case Pause pause: GenerationsCodec.Write(writer, pause); break;
            case Paused paused: GenerationsCodec.Write(writer, paused); break;
            case CatchUp catchUp: GenerationsCodec.Write(writer, catchUp); break;
            case CaughtUp caughtUp: GenerationsCodec.Write(writer, caughtUp); break;
            case Begin begin: GenerationsCodec.Write(writer, begin); break;
            case PeerLost lost: GenerationsCodec.Write(writer, lost); break;
            case Save save: GenerationsCodec.Write(writer, save); break;
            case SlicePart part: AveragingCodec.Write(writer, part); break;
            case SliceAverage average: AveragingCodec.Write(writer, average); break;
            case FetchAverage fetch: AveragingCodec.Write(writer, fetch); break;
            case FetchState fetch: AveragingCodec.Write(writer, fetch); break;
            case StateChunk chunk: AveragingCodec.Write(writer, chunk); break;
            case FetchRefused refused: AveragingCodec.Write(writer, refused); break;
            case StateRecords records: AveragingCodec.Write(writer, records); break;
            case Heartbeat heartbeat: ProgressCodec.Write(writer, heartbeat); break;
            case HeartbeatReply reply: ProgressCodec.Write(writer, reply); break;
            case CheckpointWritten written: ProgressCodec.Write(writer, written); break;
            case CheckpointFailed failed: ProgressCodec.Write(writer, failed); break;
            case WorkFailed failed: ProgressCodec.Write(writer, failed); break;
            case TeacherQuery query: TeachersCodec.Write(writer, query); break;
            case TeacherAnswer answer: TeachersCodec.Write(writer, answer); break;
            case SampleQuery query: SamplesCodec.Write(writer, query); break;
            case SampleAnswer answer: SamplesCodec.Write(writer, answer); break;
            case HelperRoster roster: HelpersCodec.Write(writer, roster); break;
            case HelperBusy busy: HelpersCodec.Write(writer, busy); break;
            case HelperRefused refused: HelpersCodec.Write(writer, refused); break;
            default: throw new ArgumentException($"{message.GetType().Name} cannot be written", nameof(message));
        }
    }

    /// <summary>The message that a frame holds.</summary>
    /// <param name="payload">For the kinds that have one; empty when its bytes are still to come.</param>
    /// <param name="allowsMore">The sender has a newer minor version, so that fields may follow the known ones.</param>
    /// <exception cref="WireException">The body is no message of this kind.</exception>
    public static Message ReadBody(FrameKind kind, ReadOnlySpan<byte> body, Payload? payload, bool allowsMore)
    {
        if (HasPayload(kind) != payload is not null) throw new WireException($"a payload is with the wrong kind, {kind}");
        var reader = new WireReader(body);
        Message message = payload is null ? Read(kind, ref reader) : Read(kind, ref reader, payload);
        reader.End(allowsMore);
        return message;
    }

    private static Message Read(FrameKind kind, ref WireReader reader) => kind switch
    {
        FrameKind.Hello => MembershipCodec.ReadHello(ref reader),
        FrameKind.Welcome => MembershipCodec.ReadWelcome(ref reader),
        FrameKind.Reject => MembershipCodec.ReadReject(ref reader),
        FrameKind.Ready => MembershipCodec.ReadReady(ref reader),
        FrameKind.Leave => MembershipCodec.ReadLeave(ref reader),
        FrameKind.Dismiss => MembershipCodec.ReadDismiss(ref reader),
        FrameKind.Pause => GenerationsCodec.ReadPause(ref reader),
        FrameKind.Paused => GenerationsCodec.ReadPaused(ref reader),
        FrameKind.CatchUp => GenerationsCodec.ReadCatchUp(ref reader),
        FrameKind.CaughtUp => GenerationsCodec.ReadCaughtUp(ref reader),
        FrameKind.Begin => GenerationsCodec.ReadBegin(ref reader),
        FrameKind.PeerLost => GenerationsCodec.ReadPeerLost(ref reader),
        FrameKind.Save => GenerationsCodec.ReadSave(ref reader),
        FrameKind.FetchAverage => AveragingCodec.ReadFetchAverage(ref reader),
        FrameKind.FetchState => AveragingCodec.ReadFetchState(ref reader),
        FrameKind.FetchRefused => AveragingCodec.ReadFetchRefused(ref reader),
        FrameKind.StateRecords => AveragingCodec.ReadStateRecords(ref reader),
        FrameKind.Heartbeat => ProgressCodec.ReadHeartbeat(ref reader),
        FrameKind.HeartbeatReply => ProgressCodec.ReadHeartbeatReply(ref reader),
        FrameKind.CheckpointWritten => ProgressCodec.ReadCheckpointWritten(ref reader),
        FrameKind.CheckpointFailed => ProgressCodec.ReadCheckpointFailed(ref reader),
        FrameKind.WorkFailed => ProgressCodec.ReadWorkFailed(ref reader),
        FrameKind.TeacherRoster => HelpersCodec.ReadRoster(ref reader, (term, revision, of, places) => new TeacherRoster(term, revision, of, places)),
        FrameKind.TeacherBusy => HelpersCodec.ReadBusy(ref reader, (query, waiting) => new TeacherBusy(query, waiting)),
        FrameKind.TeacherRefused => HelpersCodec.ReadRefused(ref reader, (query, reason) => new TeacherRefused(query, reason)),
        FrameKind.SampleRoster => HelpersCodec.ReadRoster(ref reader, (term, revision, of, places) => new SampleRoster(term, revision, of, places)),
        FrameKind.SampleBusy => HelpersCodec.ReadBusy(ref reader, (query, waiting) => new SampleBusy(query, waiting)),
        FrameKind.SampleRefused => HelpersCodec.ReadRefused(ref reader, (query, reason) => new SampleRefused(query, reason)),
        _ => throw new WireException($"a message of the unknown kind {(byte)kind}"),
    };

    private static Message Read(FrameKind kind, ref WireReader reader, Payload payload) => kind switch
    {
        FrameKind.SlicePart => AveragingCodec.ReadSlicePart(ref reader, payload),
        FrameKind.SliceAverage => AveragingCodec.ReadSliceAverage(ref reader, payload),
        FrameKind.StateChunk => AveragingCodec.ReadStateChunk(ref reader, payload),
        FrameKind.TeacherQuery => TeachersCodec.ReadTeacherQuery(ref reader, payload),
        FrameKind.TeacherAnswer => TeachersCodec.ReadTeacherAnswer(ref reader, payload),
        FrameKind.SampleQuery => SamplesCodec.ReadSampleQuery(ref reader, payload),
        FrameKind.SampleAnswer => SamplesCodec.ReadSampleAnswer(ref reader, payload),
        _ => throw new WireException($"{kind} brings no payload"),
    };
}
