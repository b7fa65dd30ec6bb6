using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Distillery.Shared.Wire;

namespace Distillery.Shared.TensorLinks.Tcp.Host;

/// <summary>Makes channels of connected sockets: plain, or encrypted when the options have an identity.</summary>
internal static class ChannelSetup
{
    /// <summary>Goes into the greeting, where a name must stand; nobody looks at it.</summary>
    private const string AnyHost = "distillery";

    /// <summary>Within one machine there is no distance to bridge: what waits in the kernel only leaves the processor's cache
    /// before the other end copies it. With so little of it, averaging 45 MB among four processes takes a tenth less processor
    /// time. It must hold a few of loopback's packets of 64 KiB: with half of one, each waits for a late acknowledgement. Between
    /// machines the system's own sizes hold.</summary>
    private const int LocalSendBufferBytes = 128 << 10;

    /// <exception cref="WireException">The other end has no certificate of our authority, or none at all.</exception>
    internal static TcpChannel Client(Socket socket, TcpTransportOptions options) => Secure(
        socket, options, (secured, identity, check) => secured.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = AnyHost,
            ClientCertificateContext = identity.Certificate,
            CertificateChainPolicy = identity.NewPolicy(),
            RemoteCertificateValidationCallback = check,
        }));

    /// <inheritdoc cref="Client"/>
    internal static TcpChannel Server(Socket socket, TcpTransportOptions options) => Secure(
        socket, options, (secured, identity, check) => secured.AuthenticateAsServer(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = identity.Certificate,
            ClientCertificateRequired = true,
            CertificateChainPolicy = identity.NewPolicy(),
            RemoteCertificateValidationCallback = check,
        }));

    private static TcpChannel Secure(
        Socket socket, TcpTransportOptions options,
        Action<SslStream, TlsIdentity, RemoteCertificateValidationCallback> authenticate)
    {
        socket.NoDelay = true;
        if (IsLocal(socket)) socket.SendBufferSize = LocalSendBufferBytes;
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (options.Tls is not { } identity) return new TcpChannel(socket, plain);
        var secured = new SslStream(plain);
        string? problem = null;
        try
        {
            authenticate(secured, identity, (_, _, chain, errors) =>
            {
                if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) problem = "it shows no certificate";
                else if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
                    problem = "its certificate is not one of the authority in cluster.tls.authority: "
                        + string.Join(", ", chain?.ChainStatus.Select(status => status.StatusInformation) ?? []);
                return problem is null;
            });
        }
        catch (AuthenticationException error)
        {
            throw new WireException(problem ?? $"no encrypted connection, which cluster.tls asks for: {error.Message}");
        }
        return new TcpChannel(socket, secured);
    }

    private static bool IsLocal(Socket socket) =>
        socket is { LocalEndPoint: IPEndPoint local, RemoteEndPoint: IPEndPoint remote }
        && (IPAddress.IsLoopback(remote.Address) || remote.Address.Equals(local.Address));
}
