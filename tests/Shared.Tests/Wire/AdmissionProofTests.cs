using Distillery.Messages;
using Distillery.Shared.Wire;
using Google.Protobuf;

namespace Distillery.Shared.Tests.Wire;

public sealed class AdmissionProofTests
{
    private static readonly Handshake Call = Said(HandshakeKind.Call, "a", "b", nonce: 1);
    private static readonly Handshake Challenge = Said(HandshakeKind.Challenge, "b", "a", nonce: 2);

    [Fact]
    public void A_proof_is_for_one_side_of_one_conversation_of_two_processes()
    {
        byte[][] proofs =
        [
            AdmissionProof.OfCaller("secret", Call, Challenge),
            AdmissionProof.OfAcceptor("secret", Call, Challenge),
            AdmissionProof.OfCaller("another", Call, Challenge),
            AdmissionProof.OfCaller("secret", Said(HandshakeKind.Call, "a", "b", nonce: 3), Challenge),
            AdmissionProof.OfCaller("secret", Call, Said(HandshakeKind.Challenge, "b", "a", nonce: 3)),
            AdmissionProof.OfCaller("secret", Said(HandshakeKind.Call, "c", "b", nonce: 1), Challenge),
            AdmissionProof.OfCaller("secret", Said(HandshakeKind.Call, "a", "c", nonce: 1), Challenge),
            AdmissionProof.OfCaller("secret", Said(HandshakeKind.Call, "b", "a", nonce: 1), Challenge),
        ];
        Assert.Equal(proofs.Length, proofs.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(proofs[0], AdmissionProof.OfCaller("secret", Call, Challenge));
    }

    private static Handshake Said(HandshakeKind kind, string sender, string target, byte nonce) =>
        new(kind, ProtocolVersion.Current, new NodeId(sender), new NodeId(target), "", 1, 1, "")
        {
            Nonce = ByteString.CopyFrom([.. Enumerable.Repeat(nonce, AdmissionProof.NonceBytes)]),
        };
}
