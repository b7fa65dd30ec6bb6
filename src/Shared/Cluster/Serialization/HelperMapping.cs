using Distillery.Messages.Helpers;
using Distillery.Messages.Samples;
using Distillery.Messages.Teachers;
using Distillery.Shared.Wire;
using static Distillery.Shared.Wire.Fields;

namespace Distillery.Shared.Cluster.Serialization;

/// <summary>What is asked of teachers and data nodes: Proto/helpers.proto.</summary>
internal static class HelperMapping
{
    internal static readonly MessageMapping[] All =
    [
        MessageMapping.Control<TeacherRoster, Proto.HelperRoster>(
            FrameKind.TeacherRoster, ToProto,
            roster => new(roster.Term, roster.Revision, roster.Fingerprint, Places(roster))),
        MessageMapping.WithPayload<TeacherQuery, Proto.TeacherQuery>(
            FrameKind.TeacherQuery,
            query => new()
            {
                Query = query.Query, Fingerprint = query.Fingerprint, Images = query.Images, Kept = query.Kept,
                IsMixed = query.IsMixed, IsRowByRow = query.IsRowByRow,
            },
            (query, payload) => new(
                query.Query, query.Fingerprint, ImageCount(query.Images), ImageCount(query.Kept), query.IsMixed,
                query.IsRowByRow, payload)),
        MessageMapping.WithPayload<TeacherAnswer, Proto.TeacherAnswer>(
            FrameKind.TeacherAnswer,
            answer => new() { Query = answer.Query, Waiting = answer.Waiting, BatchImages = answer.BatchImages },
            (answer, payload) => new(answer.Query, answer.Waiting, answer.BatchImages, payload)),
        MessageMapping.Bulk<TeacherBusy, Proto.HelperBusy>(
            FrameKind.TeacherBusy, ToProto, busy => new(busy.Query, busy.Waiting)),
        MessageMapping.Bulk<TeacherRefused, Proto.HelperRefused>(
            FrameKind.TeacherRefused, ToProto, refused => new(refused.Query, refused.Reason)),
        MessageMapping.Control<SampleRoster, Proto.HelperRoster>(
            FrameKind.SampleRoster, ToProto,
            roster => new(roster.Term, roster.Revision, roster.Fingerprint, Places(roster))),
        MessageMapping.WithPayload<SampleQuery, Proto.SampleQuery>(
            FrameKind.SampleQuery,
            query => new()
            {
                Query = query.Query, Fingerprint = query.Fingerprint, Epoch = query.Epoch, Images = query.Images,
            },
            (query, payload) => new(query.Query, query.Fingerprint, query.Epoch, ImageCount(query.Images), payload)),
        MessageMapping.WithPayload<SampleAnswer, Proto.SampleAnswer>(
            FrameKind.SampleAnswer,
            answer => new()
            {
                Query = answer.Query, Waiting = answer.Waiting, Damages = { answer.Damages.Select(ToProto) },
            },
            (answer, payload) => new(answer.Query, answer.Waiting, [.. answer.Damages.Select(ToRecord)], payload)),
        MessageMapping.Bulk<SampleBusy, Proto.HelperBusy>(
            FrameKind.SampleBusy, ToProto, busy => new(busy.Query, busy.Waiting)),
        MessageMapping.Bulk<SampleRefused, Proto.HelperRefused>(
            FrameKind.SampleRefused, ToProto, refused => new(refused.Query, refused.Reason)),
    ];

    private static Proto.HelperRoster ToProto(this HelperRoster roster) => new()
    {
        Term = roster.Term, Revision = roster.Revision, Fingerprint = roster.Fingerprint,
        Places = { roster.Places.Select(place => new Proto.HelperPlace { Node = place.Node.Value, Address = place.Address }) },
    };

    private static HelperPlace[] Places(Proto.HelperRoster roster) =>
        [.. roster.Places.Select(place => new HelperPlace(Node(place.Node), place.Address))];

    private static Proto.HelperBusy ToProto(this HelperBusy busy) => new() { Query = busy.Query, Waiting = busy.Waiting };

    private static Proto.HelperRefused ToProto(this HelperRefused refused) =>
        new() { Query = refused.Query, Reason = refused.Reason };

    private static Proto.DamagedRow ToProto(this DamagedRow damage) =>
        new() { Row = damage.Row, Name = damage.Name, Reason = damage.Reason };

    private static DamagedRow ToRecord(this Proto.DamagedRow damage) => new(damage.Row, damage.Name, damage.Reason);
}
