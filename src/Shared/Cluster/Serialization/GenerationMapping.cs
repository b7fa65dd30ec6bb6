using Distillery.Messages;
using Distillery.Messages.Generations;
using Distillery.Shared.Wire;
using static Distillery.Shared.Wire.Fields;

namespace Distillery.Shared.Cluster.Serialization;

/// <summary>Agreements on who does what: Proto/generations.proto.</summary>
internal static class GenerationMapping
{
    internal static readonly MessageMapping[] All =
    [
        MessageMapping.Control<Pause, Proto.Pause>(
            FrameKind.Pause,
            pause => new() { Generation = pause.Generation.ToProto() },
            pause => new(pause.Generation.ToRecord())),
        MessageMapping.Control<Paused, Proto.Paused>(
            FrameKind.Paused,
            paused => new() { Standing = paused.Standing.ToProto() },
            paused => new(paused.Standing.ToRecord())),
        MessageMapping.Control<CatchUp, Proto.CatchUp>(
            FrameKind.CatchUp,
            catchUp => new()
            {
                Generation = catchUp.Generation.ToProto(), Kind = (int)catchUp.Kind, AppliedSteps = catchUp.AppliedSteps,
                Donor = catchUp.Donor?.Value, DonorAddress = catchUp.DonorAddress,
            },
            catchUp => new(
                catchUp.Generation.ToRecord(), Choice<CatchUpKind>(catchUp.Kind), catchUp.AppliedSteps,
                catchUp.Donor is { } donor ? Node(donor) : null, catchUp.DonorAddress)),
        MessageMapping.Control<CaughtUp, Proto.CaughtUp>(
            FrameKind.CaughtUp,
            caughtUp => new() { Standing = caughtUp.Standing.ToProto(), StateHash = caughtUp.StateHash },
            caughtUp => new(caughtUp.Standing.ToRecord(), caughtUp.StateHash)),
        MessageMapping.Control<Begin, Proto.Begin>(
            FrameKind.Begin,
            begin => new()
            {
                Generation = begin.Generation.ToProto(), Step = begin.Step, DurableSteps = begin.DurableSteps,
                Placement = begin.Placement.ToProto(),
            },
            begin => new(begin.Generation.ToRecord(), begin.Step, begin.DurableSteps, begin.Placement.ToRecord())),
        MessageMapping.Control<PeerLost, Proto.PeerLost>(
            FrameKind.PeerLost,
            lost => new() { Generation = lost.Generation.ToProto(), Peer = lost.Peer.Value, Reason = lost.Reason },
            lost => new(lost.Generation.ToRecord(), Node(lost.Peer), lost.Reason)),
        MessageMapping.Control<Save, Proto.Save>(
            FrameKind.Save,
            save => new() { Generation = save.Generation.ToProto(), DurableSteps = save.DurableSteps },
            save => new(save.Generation.ToRecord(), save.DurableSteps)),
    ];

    private static Proto.Placement ToProto(this Placement placement) => new()
    {
        Members = { placement.Members.Select(ToProto) },
        Averagers = { placement.Averagers.Select(node => node.Value) },
    };

    private static Proto.Member ToProto(this Member member) =>
        new() { Node = member.Node.Value, Address = member.Address, Ranks = member.Ranks.ToProto() };

    /// <summary>A placement's own methods rely on all that is checked here.</summary>
    private static Placement ToRecord(this Proto.Placement? placement)
    {
        Member[] members =
        [
            .. Required(placement).Members.Select(
                member => new Member(Node(member.Node), member.Address, member.Ranks.ToRecord())),
        ];
        NodeId[] averagers = [.. placement.Averagers.Select(Node)];
        if (members.Length == 0 || averagers.Length == 0) throw new WireException("a placement without members or averagers");
        int next = 0;
        foreach (Member member in members)
        {
            if (member.Ranks.First != next || member.Ranks.Count == 0)
                throw new WireException($"a placement that goes on with {member.Ranks} behind {next} ranks");
            next = member.Ranks.End;
        }
        return new Placement(members, averagers);
    }
}
