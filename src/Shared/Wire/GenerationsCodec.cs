using Distillery.Messages;
using Distillery.Messages.Generations;

namespace Distillery.Shared.Wire;

/// <summary>The fields of the messages about generations, in the order of the records.</summary>
internal static class GenerationsCodec
{
    internal static void Write(WireWriter writer, Pause pause) => MembershipCodec.Write(writer, pause.Generation);

    internal static Pause ReadPause(ref WireReader reader) => new(MembershipCodec.ReadGeneration(ref reader));

    internal static void Write(WireWriter writer, Paused paused) => MembershipCodec.Write(writer, paused.Standing);

    internal static Paused ReadPaused(ref WireReader reader) => new(MembershipCodec.ReadStanding(ref reader));

    internal static void Write(WireWriter writer, CatchUp catchUp)
    {
        MembershipCodec.Write(writer, catchUp.Generation);
        writer.Int32((int)catchUp.Kind);
        writer.Int64(catchUp.AppliedSteps);
        writer.Optional(catchUp.Donor, (target, donor) => target.Text(donor));
        writer.Text(catchUp.DonorAddress);
    }

    internal static CatchUp ReadCatchUp(ref WireReader reader) => new(
        MembershipCodec.ReadGeneration(ref reader), reader.Choice<CatchUpKind>(), reader.Int64(),
        reader.OptionalValue(ReadNode), reader.Text());

    internal static void Write(WireWriter writer, CaughtUp caughtUp)
    {
        MembershipCodec.Write(writer, caughtUp.Standing);
        writer.UInt64(caughtUp.StateHash);
    }

    internal static CaughtUp ReadCaughtUp(ref WireReader reader) =>
        new(MembershipCodec.ReadStanding(ref reader), reader.UInt64());

    internal static void Write(WireWriter writer, Begin begin)
    {
        MembershipCodec.Write(writer, begin.Generation);
        writer.Int64(begin.Step);
        writer.Int64(begin.DurableSteps);
        writer.List(begin.Placement.Members, Write);
        writer.List(begin.Placement.Averagers, (target, node) => target.Text(node));
    }

    internal static Begin ReadBegin(ref WireReader reader) => new(
        MembershipCodec.ReadGeneration(ref reader), reader.Int64(), reader.Int64(), ReadPlacement(ref reader));

    internal static void Write(WireWriter writer, PeerLost lost)
    {
        MembershipCodec.Write(writer, lost.Generation);
        writer.Text(lost.Peer);
        writer.Text(lost.Reason);
    }

    internal static PeerLost ReadPeerLost(ref WireReader reader) =>
        new(MembershipCodec.ReadGeneration(ref reader), reader.Node(), reader.Text());

    internal static void Write(WireWriter writer, Save save)
    {
        MembershipCodec.Write(writer, save.Generation);
        writer.Int64(save.DurableSteps);
    }

    internal static Save ReadSave(ref WireReader reader) =>
        new(MembershipCodec.ReadGeneration(ref reader), reader.Int64());

    internal static void Write(WireWriter writer, RankSpan ranks)
    {
        writer.Int32(ranks.First);
        writer.Int32(ranks.Count);
    }

    internal static RankSpan ReadRanks(ref WireReader reader)
    {
        RankSpan ranks = new(reader.Int32(), reader.Int32());
        bool isSpan = ranks.First >= 0 && ranks.Count >= 0
            && ranks.First <= WireLimits.Ranks && ranks.Count <= WireLimits.Ranks;
        return isSpan ? ranks : throw new WireException($"{ranks.Count} ranks from {ranks.First} on are no span");
    }

    private static void Write(WireWriter writer, Member member)
    {
        writer.Text(member.Node);
        writer.Text(member.Address);
        Write(writer, member.Ranks);
    }

    /// <summary>A placement's own methods rely on all that is checked here.</summary>
    private static Placement ReadPlacement(ref WireReader reader)
    {
        List<Member> members = reader.List(WireLimits.Members, "members", ReadMember);
        List<NodeId> averagers = reader.List(WireLimits.Members, "averagers", ReadNode);
        if (members.Count == 0 || averagers.Count == 0) throw new WireException("a placement without members or averagers");
        int next = 0;
        foreach (Member member in members)
        {
            if (member.Ranks.First != next || member.Ranks.Count == 0)
                throw new WireException($"a placement that goes on with {member.Ranks} behind {next} ranks");
            next = member.Ranks.End;
        }
        return new Placement(members, averagers);
    }

    private static Member ReadMember(ref WireReader reader) => new(reader.Node(), reader.Text(), ReadRanks(ref reader));

    private static NodeId ReadNode(ref WireReader reader) => reader.Node();
}
