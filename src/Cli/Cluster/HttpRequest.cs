using Distillery.Shared.Http;
using Distillery.Shared;
using Distillery.Shared.TensorLinks.Tcp;

namespace Distillery.Cli.Cluster;

/// <summary>Where and how a person wants a run to answer over HTTP.</summary>
/// <param name="Listen">HOST:PORT.</param>
/// <param name="TokenFile">Null to take the token from the environment, if there is one.</param>
/// <param name="Certificate">A PEM file; null without TLS.</param>
/// <param name="Key">The certificate's private key.</param>
internal sealed record HttpRequest(string Listen, string? TokenFile, string? Certificate, string? Key)
{
    /// <exception cref="UserErrorException">The address, the token or the certificate cannot be used.</exception>
    internal HttpOptions ToOptions()
    {
        if (Certificate is null != Key is null)
        {
            throw new UserErrorException(
                "TLS for HTTP needs a certificate and its key, and one of them is missing",
                "Give --http-certificate and --http-key together, or neither.");
        }
        return new HttpOptions
        {
            Listen = HostAndPort.Parse(Listen),
            Token = AccessToken.Find(TokenFile),
            Certificate = Certificate is null ? null : HttpCertificate.Load(Certificate, Key!),
        };
    }

    /// <summary>The same with a port of its own, where any free one was asked for.</summary>
    internal HttpRequest WithPort()
    {
        HostAndPort address = HostAndPort.Parse(Listen);
        return address.Port == 0 ? this with { Listen = (address with { Port = FreePort.Find() }).ToString() } : this;
    }

    /// <summary>The same as arguments of <c>distill coordinator</c> and <c>distill node</c>.</summary>
    /// <param name="node">From 1; 0 for the coordinator. Nodes have the ports behind the coordinator's, or any free one when that
    /// is any free one.</param>
    internal IEnumerable<string> ToArguments(int node = 0) =>
    [
        "--http", ListenOf(node), .. Argument("--token-file", TokenFile), .. Argument("--http-certificate", Certificate),
        .. Argument("--http-key", Key),
    ];

    private string ListenOf(int node)
    {
        HostAndPort address = HostAndPort.Parse(Listen);
        return (address.Port == 0 ? address : address with { Port = address.Port + node }).ToString();
    }

    private static string[] Argument(string name, string? value) => value is null ? [] : [name, value];
}
