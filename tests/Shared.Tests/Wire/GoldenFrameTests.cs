using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Samples;
using Distillery.Shared.Wire;
using Google.Protobuf;

namespace Distillery.Shared.Tests.Wire;

/// <summary>Bytes that were written down once. When one of these tests fails, processes of two releases no longer
/// understand each other: the protocol's version has to change, not the test alone. They were computed by a second
/// implementation of docs/protocol.md: the fields by protoc, the rest in Python.</summary>
public sealed class GoldenFrameTests
{
    private static readonly Handshake Call = new(
        HandshakeKind.Call, new ProtocolVersion(1, 0), new NodeId("n1"), NodeId.Coordinator, "m", 77, 5000, "")
    {
        Nonce = ByteString.CopyFrom([.. Enumerable.Range(0, 16).Select(i => (byte)i)]),
    };

    private static readonly Handshake Challenge = Call with
    {
        Kind = HandshakeKind.Challenge,
        Nonce = ByteString.CopyFrom([.. Enumerable.Range(16, 16).Select(i => (byte)i)]),
    };

    public static TheoryData<string, Message> Frames => new()
    {
        { "44535446210000001500000003000000C3B844598517BA9D0A04080110021003180421EFCDAB89674523012801010203", new SliceAverage(
            new Generation(1, 2), 3, 4, 0x0123456789ABCDEF, true, new MemoryPayload(new byte[] { 1, 2, 3 })) },
        { "44535446440000000F0000000C0000005BDCE152966C3A25080511EFCDAB896745230118022003070000000100000004"
            + "000000", new SampleQuery(
            5, 0x0123456789ABCDEF, 2, 3, new MemoryPayload(new byte[] { 7, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0 })) },
        { "4453544645000000140000000A000000D73D80CCE291E5DA080510011A0E08021205612E6A70671A0363757403000000"
            + "090000000102", new SampleAnswer(
            5, 1, [new DamagedRow(2, "a.jpg", "cut")], new MemoryPayload(new byte[] { 3, 0, 0, 0, 9, 0, 0, 0, 1, 2 })) },
    };

    [Theory, MemberData(nameof(Frames))]
    public void The_bytes_of_a_frame_never_change(string golden, Message message) =>
        Assert.Equal(golden, Convert.ToHexString(FrameBytes.Of(message)));

    [Fact]
    public void The_bytes_of_a_call_never_change() => Assert.Equal(
        "4453544C010000002B000000F3919B8412026E311A0B636F6F7264696E61746F723A016D404D4888275A100001020304"
        + "05060708090A0B0C0D0E0F",
        Convert.ToHexString(Call.ToBytes()));

    [Fact]
    public void The_bytes_of_both_proofs_never_change()
    {
        byte[] caller = AdmissionProof.OfCaller("s3cret", Call, Challenge);
        Assert.Equal("89233A4CD8707BA199C86A936B4E48D57F76C0630FEE9198976031E5B97CBEC4", Convert.ToHexString(caller));
        Assert.Equal(
            "567F468D56241F623D5368CB945C10EEA4622223F604D8B9F5B6D807D7B68B49",
            Convert.ToHexString(AdmissionProof.OfAcceptor("s3cret", Call, Challenge)));
        Handshake proof = Call with
        {
            Kind = HandshakeKind.Proof, Nonce = ByteString.Empty, Proof = ByteString.CopyFrom(caller),
        };
        Assert.Equal(
            "4453544C010000003D000000C7D3EED0080212026E311A0B636F6F7264696E61746F723A016D404D488827622089233A"
            + "4CD8707BA199C86A936B4E48D57F76C0630FEE9198976031E5B97CBEC4",
            Convert.ToHexString(proof.ToBytes()));
    }
}
