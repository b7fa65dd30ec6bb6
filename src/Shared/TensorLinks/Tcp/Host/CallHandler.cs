using Distillery.Shared.Protocol;
using Distillery.Shared.Runs;
using Distillery.Shared.Wire;
using Google.Protobuf;

namespace Distillery.Shared.TensorLinks.Tcp.Host;

/// <summary>The handshake of the end that was dialed: nothing that a caller says counts before it has proved that the run has
/// admitted it.</summary>
internal sealed class CallHandler(LinkTable table, TcpTransportOptions options)
{
    /// <summary>Whether the channel belongs to a link from here on.</summary>
    /// <exception cref="WireException">The caller sends something else.</exception>
    /// <exception cref="IOException">It hung up.</exception>
    internal bool Handle(TcpChannel channel)
    {
        Handshake call = ReadCall(channel);
        Handshake answer = AnswerTo(call, channel);
        if (answer.Kind != HandshakeKind.Accepted)
        {
            if (answer.Kind == HandshakeKind.Refused)
                options.Events($"a call from {channel.Remote}, in the name of {call.Sender}, was refused: {answer.Reason}");
            HandshakeExchange.Write(channel, answer);
            return false;
        }
        try
        {
            HandshakeExchange.Write(channel, answer);
            HandshakeExchange.Read(channel, HandshakeKind.Confirmed);
        }
        catch
        {
            table.Withdraw(call, "it has not made the link that it called for");
            throw;
        }
        table.Install(call, channel);
        return true;
    }

    /// <summary>A caller of another version, or of another kind of program, is told what is here.</summary>
    private Handshake ReadCall(TcpChannel channel)
    {
        try
        {
            return HandshakeExchange.Read(channel);
        }
        catch (WireException error)
        {
            Handshake refusal = table.Handshake(HandshakeKind.Refused, options.Self, error.Message);
            BestEffort.Run(() => HandshakeExchange.Write(channel, refusal)); // It may have hung up.
            throw;
        }
    }

    private Handshake AnswerTo(Handshake call, TcpChannel channel)
    {
        if (call.Kind != HandshakeKind.Call) return Refused("this is no call");
        if (options.Admission.Secret is not { } secret) return Refused(DataAdmission.NotYet);
        Handshake challenge = table.Handshake(HandshakeKind.Challenge, call.Sender) with { Nonce = HandshakeExchange.NewNonce() };
        HandshakeExchange.Write(channel, challenge);
        byte[] shown = HandshakeExchange.Read(channel, HandshakeKind.Proof).Proof.ToByteArray();
        if (options.Admission.Refusal(shown, own => AdmissionProof.OfCaller(own, call, challenge)) is { } reason)
            return Refused(reason);
        Handshake answer = table.Answer(call);
        return answer.Kind != HandshakeKind.Accepted
            ? answer
            : answer with { Proof = ByteString.CopyFrom(AdmissionProof.OfAcceptor(secret, call, challenge)) };

        Handshake Refused(string why) => table.Handshake(HandshakeKind.Refused, call.Sender, why);
    }
}
