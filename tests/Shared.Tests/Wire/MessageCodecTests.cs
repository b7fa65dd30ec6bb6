using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared.Transport;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Tests.Wire;

public sealed class MessageCodecTests
{
    private const int Repetitions = 50;

    public static TheoryData<FrameKind> Kinds => [.. RandomMessages.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public void A_message_of_every_kind_comes_back_as_it_was(FrameKind kind)
    {
        var random = new RandomMessages(seed: 1);
        for (int i = 0; i < Repetitions; i++)
        {
            Message sent = random.Next(kind);
            byte[] frame = FrameBytes.Of(sent);

            Message received = FrameBytes.Read(frame, MessageCodec.PlaneOf(kind));

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
            Assert.Throws<WireException>(() => FrameBytes.Read(frame[..length], MessageCodec.PlaneOf(kind)));
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
            Assert.Throws<WireException>(() => FrameBytes.Read(damaged, MessageCodec.PlaneOf(kind)));
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_body_of_any_bytes_is_a_message_or_refused(FrameKind kind)
    {
        var random = new RandomMessages(seed: 4);
        Payload? payload = MessageCodec.HasPayload(kind) ? new MemoryPayload(default) : null;
        for (int i = 0; i < 2000; i++)
        {
            byte[] body = i % 2 == 0 ? random.Bytes(random.Below(64)) : Damaged(random, kind);
            try
            {
                MessageCodec.ReadBody(kind, body, payload, allowsMore: false);
            }
            catch (WireException)
            {
                // The only exception that may come.
            }
        }
    }

    [Fact]
    public void A_count_of_more_than_the_bytes_at_hand_reserves_nothing()
    {
        byte[] body = [0, 0, 0, 0, 0xFF, 0xFF, 0x03]; // a standing, and 65535 records in no bytes
        var error = Assert.Throws<WireException>(
            () => MessageCodec.ReadBody(FrameKind.Heartbeat, body, payload: null, allowsMore: false));
        Assert.Contains("65535 records in 0 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_that_a_newer_version_appended_are_skipped_and_else_refused()
    {
        byte[] body = [2, 4, 6, 1, 2, 3];
        Message message = MessageCodec.ReadBody(FrameKind.FetchState, body, payload: null, allowsMore: true);
        Assert.Equal(new FetchState(new Generation(1, 2), 3), message);
        Assert.Throws<WireException>(
            () => MessageCodec.ReadBody(FrameKind.FetchState, body, payload: null, allowsMore: false));
    }

    [Fact]
    public void A_placement_with_a_gap_or_without_members_is_refused()
    {
        RefusedPlacement(new Placement([Member(0, 2), Member(3, 1)], [new NodeId("a")]));
        RefusedPlacement(new Placement([Member(1, 2)], [new NodeId("a")]));
        RefusedPlacement(new Placement([Member(0, 0)], [new NodeId("a")]));
        RefusedPlacement(new Placement([], [new NodeId("a")]));
        RefusedPlacement(new Placement([Member(0, 2)], []));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("../etc")]
    public void A_node_name_of_other_characters_is_refused(string name) =>
        Assert.Throws<WireException>(() => FrameBytes.Read(
            FrameBytes.Of(new PeerLost(default, new NodeId(name), "")), MessagePlane.Control));

    [Fact]
    public void A_message_that_no_frame_can_hold_is_refused_by_its_sender()
    {
        var tooLong = new MemoryPayload(new byte[WireLimits.PayloadBytes + 1]);
        Assert.Throws<WireException>(() => FrameWriter.HeadOf(new StateChunk(default, 0, 0, 1, tooLong)));
        Assert.Throws<WireException>(() => FrameWriter.HeadOf(new Leave(new string('x', WireLimits.TextBytes + 1))));
    }

    private static Message WithoutBytes(Message message) =>
        MessageCodec.PayloadOf(message) is null ? message : MessageCodec.WithPayload(message, null!);

    private static byte[] Damaged(RandomMessages random, FrameKind kind)
    {
        var writer = new WireWriter();
        MessageCodec.WriteBody(writer, random.Next(kind));
        byte[] body = writer.ToArray();
        for (int flips = 1 + random.Below(4); flips > 0 && body.Length > 0; flips--)
            body[random.Below(body.Length)] ^= (byte)(1 << random.Below(8));
        return body;
    }

    private static Member Member(int first, int count) => new(new NodeId("a"), "", new RankSpan(first, count));

    private static void RefusedPlacement(Placement placement) => Assert.Throws<WireException>(() => FrameBytes.Read(
        FrameBytes.Of(new Begin(default, 0, 0, placement)), MessagePlane.Control));
}
