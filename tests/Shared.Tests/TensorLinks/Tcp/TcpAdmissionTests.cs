using System.Net;
using System.Net.Sockets;
using Distillery.Shared.Protocol;
using Distillery.Shared.Tests.Wire;
using Distillery.Shared.Wire;
using Google.Protobuf;

namespace Distillery.Shared.Tests.TensorLinks.Tcp;

/// <summary>Who has not been admitted to the run gets no connection, and nothing of what it says counts.</summary>
public sealed class TcpAdmissionTests
{
    private const string NotAdmitted = "the caller has not been admitted to this run";

    [Theory]
    [InlineData("")]
    [InlineData("another secret")]
    [InlineData(TcpPeer.Secret + " ")]
    public async Task A_call_with_another_secret_is_refused(string secret)
    {
        await using var a = new TcpPeer("a");
        using NetworkStream stranger = RawPeer.Connect(a);
        Handshake answer = RawPeer.Call(stranger, RawPeer.CallOf(a), secret);
        Assert.Equal((HandshakeKind.Refused, NotAdmitted), (answer.Kind, answer.Reason));
        RawPeer.ReadToEnd(stranger);
        string told = a.NextEvent();
        Assert.Contains($"in the name of raw, was refused: {NotAdmitted}", told, StringComparison.Ordinal);
        Assert.DoesNotContain(TcpPeer.Secret, told + answer, StringComparison.Ordinal);
        Assert.True(a.Listener.HasNothing);
    }

    [Fact]
    public async Task A_call_without_a_proof_is_refused_whatever_it_says_in_its_place()
    {
        await using var a = new TcpPeer("a");
        Handshake call = RawPeer.CallOf(a) with { Nonce = ByteString.Empty };
        Handshake accepted = call with { Kind = HandshakeKind.Accepted, Proof = ByteString.CopyFrom(new byte[32]) };
        byte[][] instead =
        [
            RawPeer.CallOf(a).ToBytes(), accepted.ToBytes(), (call with { Kind = HandshakeKind.Confirmed }).ToBytes(),
            FrameBytes.Of(TcpPeer.Word("let me in")), new byte[1000],
        ];
        foreach (byte[] bytes in instead)
        {
            using NetworkStream stranger = RawPeer.Connect(a);
            stranger.Write(RawPeer.CallOf(a).ToBytes());
            Assert.Equal(HandshakeKind.Challenge, RawPeer.Read(stranger).Kind);
            stranger.Write(bytes);
            RawPeer.ReadToEnd(stranger);
            Assert.Contains("was closed", a.NextEvent(), StringComparison.Ordinal);
        }
        Assert.True(a.Listener.HasNothing);
    }

    [Fact]
    public async Task A_conversation_does_not_begin_with_a_proof()
    {
        await using var a = new TcpPeer("a");
        using NetworkStream stranger = RawPeer.Connect(a);
        stranger.Write(RawPeer.ProofOf(new byte[32], RawPeer.CallOf(a)).ToBytes());
        Assert.Equal("this is no call", RawPeer.Read(stranger).Reason);
        Assert.Contains("this is no call", a.NextEvent(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_that_was_overheard_opens_nothing()
    {
        await using var a = new TcpPeer("a");
        Handshake call = RawPeer.CallOf(a);
        byte[] overheard;
        using (NetworkStream member = RawPeer.Connect(a))
        {
            member.Write(call.ToBytes());
            overheard = AdmissionProof.OfCaller(TcpPeer.Secret, call, RawPeer.Read(member));
        }
        using NetworkStream stranger = RawPeer.Connect(a);
        stranger.Write(call.ToBytes()); // With the same nonce as the member's.
        RawPeer.Read(stranger);
        stranger.Write(RawPeer.ProofOf(overheard, call).ToBytes());
        Handshake answer = RawPeer.Read(stranger);
        Assert.Equal((HandshakeKind.Refused, NotAdmitted), (answer.Kind, answer.Reason));
    }

    [Fact]
    public async Task The_secret_of_an_earlier_term_opens_nothing_and_a_link_that_stands_stays()
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        await using var late = new TcpPeer("late");
        a.LinkTo(b);
        a.Admission.Admit("of term 2");
        late.ConnectTo(a);
        Assert.Equal($"Lost a: cannot reach a at {a.Transport.Address}: it refuses: {NotAdmitted}", late.Listener.NextEvent());
        late.Admission.Admit("of term 2");
        late.LinkTo(a);
        b.Transport.Send(a.Id, TcpPeer.Word("still there"));
        Assert.Equal(TcpPeer.Word("still there"), a.Listener.NextMessage());
        Assert.True(a.Listener.HasNothing);
    }

    [Fact]
    public async Task A_process_that_has_not_been_admitted_takes_no_calls_until_it_is()
    {
        await using var a = new TcpPeer("a", options => options with { Admission = new DataAdmission() });
        await using var b = new TcpPeer("b");
        b.ConnectTo(a);
        Assert.EndsWith($"it refuses: {DataAdmission.NotYet}", b.Listener.NextEvent(), StringComparison.Ordinal);
        Assert.EndsWith($"was refused: {DataAdmission.NotYet}", a.NextEvent(), StringComparison.Ordinal);
        Assert.True(a.Listener.HasNothing);
    }

    [Fact]
    public async Task A_process_that_has_not_been_admitted_calls_nobody_until_it_is()
    {
        var admission = new DataAdmission();
        await using var a = new TcpPeer("a", options => options with { Admission = admission });
        await using var b = new TcpPeer("b");
        a.ConnectTo(b);
        Assert.Equal($"Lost b: cannot reach b at {b.Transport.Address}: {DataAdmission.NotYet}", a.Listener.NextEvent());
        Assert.Empty(b.Events);
        admission.Admit(TcpPeer.Secret);
        a.LinkTo(b);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_acceptor_that_proves_nothing_gets_no_link(bool isAsking)
    {
        using var impostor = new TcpListener(IPAddress.Loopback, 0);
        impostor.Start();
        await using var a = new TcpPeer("a");
        a.Transport.Connect(RawPeer.Id, impostor.LocalEndpoint.ToString()!);
        a.Transport.Send(RawPeer.Id, TcpPeer.Word("for a member alone"));
        using NetworkStream stream = new(await impostor.AcceptSocketAsync(), ownsSocket: true);
        Handshake call = RawPeer.Read(stream);
        Handshake answer = call with { Kind = HandshakeKind.Challenge, Sender = RawPeer.Id, Target = a.Id };
        if (isAsking)
        {
            stream.Write(answer.ToBytes());
            Assert.Equal(HandshakeKind.Proof, RawPeer.Read(stream).Kind);
        }
        byte[] proof = isAsking ? AdmissionProof.OfAcceptor("another secret", call, answer) : new byte[32];
        stream.Write((answer with
        {
            Kind = HandshakeKind.Accepted, Nonce = ByteString.Empty, Proof = ByteString.CopyFrom(proof),
        }).ToBytes());
        Assert.Equal(
            $"Lost raw: cannot reach raw at {impostor.LocalEndpoint}: "
            + (isAsking ? "it has not been admitted to this run" : "it says Accepted to a call"),
            a.Listener.NextEvent());
        Assert.Equal(0, stream.Read(new byte[1])); // Neither a confirmation nor a message came.
    }

    [Theory]
    [InlineData(HandshakeKind.Call)]
    [InlineData(HandshakeKind.Proof)]
    internal async Task A_caller_that_hangs_up_in_the_middle_of_the_handshake_leaves_nothing_behind(HandshakeKind last)
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        b.LinkTo(a);
        for (int i = 0; i < 20; i++)
        {
            using NetworkStream stream = RawPeer.Connect(a);
            if (last == HandshakeKind.Proof) Assert.Equal(HandshakeKind.Accepted, RawPeer.Call(stream, RawPeer.CallOf(a)).Kind);
            else stream.Write(RawPeer.CallOf(a).ToBytes());
        }
        using var raw = new RawPeer(a);
        string told = a.Listener.NextEvent();
        while (told == "Lost raw: it has not made the link that it called for") told = a.Listener.NextEvent();
        Assert.Equal("Connected raw", told);
        b.Transport.Send(a.Id, TcpPeer.Word("fine"));
        Assert.Equal(TcpPeer.Word("fine"), a.Listener.NextMessage());
    }
}
