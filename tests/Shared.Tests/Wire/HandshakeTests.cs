using Distillery.Messages;
using Distillery.Shared.Transport;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Tests.Wire;

public sealed class HandshakeTests
{
    [Fact]
    public void A_handshake_comes_back_as_it_was()
    {
        Handshake sent = Call(ProtocolVersion.Current) with { Kind = HandshakeKind.Refused, Reason = "no" };
        Assert.Equal(sent, Read(sent.ToBytes()));
    }

    [Fact]
    public void Every_truncation_and_every_flipped_bit_of_the_body_is_refused()
    {
        byte[] bytes = Call(ProtocolVersion.Current).ToBytes();
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<WireException>(() => Read(bytes[..length]));
        for (int bit = 8 * Handshake.PrefixBytes; bit < 8 * bytes.Length; bit++)
        {
            byte[] damaged = [.. bytes];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<WireException>(() => Read(damaged));
        }
    }

    [Fact]
    public void Another_major_version_is_refused_with_both_versions_in_the_reason()
    {
        byte[] bytes = Call(new ProtocolVersion(4, 3)).ToBytes();
        var error = Assert.Throws<WireException>(() => Read(bytes));
        Assert.Contains($"protocol 4.3 and this process {ProtocolVersion.Current}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_minor_version_is_understood() =>
        Assert.Equal(9, Read(Call(new ProtocolVersion(3, 9)).ToBytes()).Version.Minor);

    [Fact]
    public void A_web_browser_is_not_taken_for_a_peer()
    {
        var error = Assert.Throws<WireException>(() => Read("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray()));
        Assert.Contains("does not speak Distillery's protocol", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reason_of_any_length_fits()
    {
        Handshake sent = Call(ProtocolVersion.Current) with { Reason = new string('漢', 100_000) };
        Assert.StartsWith("漢漢", Read(sent.ToBytes()).Reason, StringComparison.Ordinal);
    }

    private static Handshake Call(ProtocolVersion version) => new(
        HandshakeKind.Call, version, new NodeId("node-1"), NodeId.Coordinator, MessagePlane.Control, ulong.MaxValue, "run-7",
        "", 12, 5_000, "");

    private static Handshake Read(byte[] bytes)
    {
        int prefixBytes = Math.Min(bytes.Length, Handshake.PrefixBytes);
        return Handshake.Parse(bytes.AsSpan(0, prefixBytes), bytes.AsSpan(prefixBytes));
    }
}
