using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Tests.Wire;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Tests.Cluster.Serialization;

public sealed class MessageCodecTests
{
    private const int Repetitions = 100;

    public static TheoryData<FrameKind> Kinds => [.. RandomMessages.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public void A_message_of_every_kind_comes_back_as_it_was(FrameKind kind)
    {
        var random = new RandomMessages(seed: 1);
        for (int i = 0; i < Repetitions; i++)
        {
            Message sent = random.Next(kind);
            byte[] frame = FrameBytes.Of(sent);

            Message received = FrameBytes.Read(frame);

            Assert.Equal(sent.GetType(), received.GetType());
            Assert.Equal(frame, FrameBytes.Of(received));
            Assert.Equivalent(WithoutBytes(sent), WithoutBytes(received), strict: true);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Every_truncated_frame_is_refused(FrameKind kind)
    {
        byte[] frame = FrameBytes.Of(new RandomMessages(seed: 2).Next(kind));
        for (int length = 0; length < frame.Length; length++)
            Assert.Throws<WireException>(() => FrameBytes.Read(frame[..length]));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Every_flipped_bit_before_the_payload_is_found(FrameKind kind)
    {
        Message message = new RandomMessages(seed: 3).Next(kind);
        byte[] frame = FrameBytes.Of(message);
        int guardedBytes = frame.Length - (MessageCodec.PayloadOf(message)?.Bytes.Length ?? 0);
        for (int bit = 0; bit < guardedBytes * 8; bit++)
        {
            byte[] damaged = [.. frame];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<WireException>(() => FrameBytes.Read(damaged));
        }
    }

    [Fact]
    public void A_part_that_every_version_writes_must_be_there()
    {
        Refused("a message without its Generation", FrameKind.Pause, []);
        Refused("a message without its Standing", FrameKind.Paused, []);
        Refused("a message without its Placement", FrameKind.Begin, new Pause(new Generation(1, 2)));
    }

    [Fact]
    public void A_placement_with_a_gap_or_without_members_is_refused()
    {
        RefusedPlacement(new Placement([Member(0, 2), Member(3, 1)], [new NodeId("a")]));
        RefusedPlacement(new Placement([Member(1, 2)], [new NodeId("a")]));
        RefusedPlacement(new Placement([Member(0, 0)], [new NodeId("a")]));
        RefusedPlacement(new Placement([Member(0, 4097)], [new NodeId("a")]));
        RefusedPlacement(new Placement([], [new NodeId("a")]));
        RefusedPlacement(new Placement([Member(0, 2)], []));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("../etc")]
    public void A_node_name_of_other_characters_is_refused(string name) =>
        Refused("a node's name", FrameKind.PeerLost, new PeerLost(default, new NodeId(name), ""));

    [Fact]
    public void Numbers_that_cannot_be_are_refused()
    {
        Refused("-1 is no position", FrameKind.SlicePart, new SlicePart(default, 0, -1, default, new MemoryPayload(default)));
        Refused("ranks from -1 on", FrameKind.SlicePart, new SlicePart(default, 0, 0, new RankSpan(-1, 1), new MemoryPayload(default)));
        Refused("9 is no DismissReason", FrameKind.Dismiss, new Dismiss((DismissReason)9, ""));
        Refused("9 is no CatchUpKind", FrameKind.CatchUp, new CatchUp(default, (CatchUpKind)9, 0, null, ""));
    }

    [Fact]
    public void A_message_that_no_frame_can_hold_is_refused_by_its_sender_and_by_its_receiver()
    {
        var tooLong = new MemoryPayload(new byte[WireLimits.PayloadBytes + 1]);
        Assert.Throws<WireException>(() => FrameWriter.HeadOf(new StateChunk(default, 0, 0, 1, tooLong)));
        Assert.Throws<WireException>(() => MessageCodec.ToBytes(new Leave(new string('x', WireLimits.ControlBodyBytes))));
        Assert.Throws<WireException>(() => MessageCodec.FromBytes(FrameKind.Leave, new byte[WireLimits.ControlBodyBytes + 1]));
        Assert.Throws<WireException>(() => MessageCodec.ToBytes(new FetchRefused(default, new string('x', WireLimits.BulkBodyBytes))));
    }

    private static Message WithoutBytes(Message message) =>
        MessageCodec.PayloadOf(message) is null ? message : MessageCodec.WithPayload(message, null!);

    private static Member Member(int first, int count) => new(new NodeId("a"), "", new RankSpan(first, count));

    private static void RefusedPlacement(Placement placement) => Assert.Throws<WireException>(() => FrameBytes.Read(
        FrameBytes.Of(new Begin(default, 0, 0, placement))));

    private static void Refused(string reason, FrameKind kind, Message message) =>
        Refused(reason, kind, MessageCodec.ToBytes(message));

    private static void Refused(string reason, FrameKind kind, byte[] bytes)
    {
        Payload? payload = MessageCodec.HasPayload(kind) ? new MemoryPayload(default) : null;
        var error = Assert.Throws<WireException>(() => MessageCodec.FromBytes(kind, bytes, payload));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
