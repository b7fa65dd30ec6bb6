using Distillery.Messages;
using Distillery.Shared.Wire;
using Google.Protobuf;

namespace Distillery.Shared.Tests.Wire;

public sealed class HandshakeTests
{
    [Fact]
    public void A_handshake_comes_back_as_it_was()
    {
        Handshake call = Call(ProtocolVersion.Current);
        Handshake refusal = call with { Kind = HandshakeKind.Refused, Nonce = ByteString.Empty, Reason = "no" };
        Handshake accepted = call with { Kind = HandshakeKind.Accepted, Nonce = ByteString.Empty, Proof = Bytes(32) };
        Assert.All([call, refusal, accepted], sent => Assert.Equal(sent, Read(sent.ToBytes())));
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
        var other = new ProtocolVersion((ushort)(ProtocolVersion.Current.Major + 1), 3);
        var error = Assert.Throws<WireException>(() => Read(Call(other).ToBytes()));
        Assert.Contains($"protocol {other} and this process {ProtocolVersion.Current}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_minor_version_is_understood() =>
        Assert.Equal(9, Read(Call(ProtocolVersion.Current with { Minor = 9 }).ToBytes()).Version.Minor);

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

    [Theory]
    [InlineData(HandshakeKind.Call, 0, 0)]
    [InlineData(HandshakeKind.Call, 15, 0)]
    [InlineData(HandshakeKind.Call, 16, 32)]
    [InlineData(HandshakeKind.Challenge, 1000, 0)]
    [InlineData(HandshakeKind.Proof, 0, 0)]
    [InlineData(HandshakeKind.Proof, 0, 31)]
    [InlineData(HandshakeKind.Accepted, 0, 33)]
    [InlineData(HandshakeKind.Confirmed, 0, 32)]
    [InlineData(HandshakeKind.Yielded, 16, 0)]
    internal void A_nonce_and_a_proof_of_another_size_than_theirs_are_refused(HandshakeKind kind, int nonceBytes, int proofBytes)
    {
        Handshake sent = Call(ProtocolVersion.Current) with { Kind = kind, Nonce = Bytes(nonceBytes), Proof = Bytes(proofBytes) };
        Assert.Throws<WireException>(() => Read(sent.ToBytes()));
    }

    [Fact]
    public void A_length_beyond_the_limit_is_refused_before_the_body_is_there()
    {
        byte[] bytes = Call(ProtocolVersion.Current).ToBytes();
        (byte[] most, byte[] more) = ([.. bytes], [.. bytes]);
        BitConverter.TryWriteBytes(most.AsSpan(8), WireLimits.HandshakeBodyBytes);
        BitConverter.TryWriteBytes(more.AsSpan(8), uint.MaxValue);
        Assert.Equal(WireLimits.HandshakeBodyBytes, Handshake.ParsePrefix(most).BodyBytes);
        var error = Assert.Throws<WireException>(() => Handshake.ParsePrefix(more));
        Assert.Equal($"a handshake of {uint.MaxValue} bytes, {WireLimits.HandshakeBodyBytes} at most", error.Message);
    }

    private static Handshake Call(ProtocolVersion version) => new(
        HandshakeKind.Call, version, new NodeId("node-1"), NodeId.Coordinator, "", 12, 5_000, "") { Nonce = Bytes(16) };

    private static ByteString Bytes(int count) => ByteString.CopyFrom([.. Enumerable.Range(1, count).Select(i => (byte)i)]);

    private static Handshake Read(byte[] bytes)
    {
        int prefixBytes = Math.Min(bytes.Length, Handshake.PrefixBytes);
        return Handshake.Parse(bytes.AsSpan(0, prefixBytes), bytes.AsSpan(prefixBytes));
    }
}
