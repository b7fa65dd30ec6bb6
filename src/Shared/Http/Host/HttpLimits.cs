using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Distillery.Shared.Http.Host;

/// <summary>What a caller may cost. A scraper, a few people and a few programs come nowhere near; docs/http.md lists them.
/// </summary>
public static class HttpLimits
{
    /// <summary>No request has a body that says anything; some clients send an empty object.</summary>
    public const int BodyBytes = 1024;

    public const int RequestLineBytes = 2048;

    /// <summary>A token and what browsers send.</summary>
    public const int HeaderBytes = 8192;

    public const int HeaderCount = 48;

    /// <summary>Followers of events among them.</summary>
    public const int Connections = 128;

    /// <summary>Half of all: whatever one address does, others are answered.</summary>
    public const int ConnectionsOfOneAddress = Connections / 2;

    /// <summary>How long a caller may wait for the end of a run in one request.</summary>
    public const int WaitSeconds = 60;

    private const int BufferBytes = 16 << 10; // Not below the request line and the headers.

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(60);

    public static void Apply(KestrelServerOptions options, IPEndPoint endPoint, HttpCertificate? certificate)
    {
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = Connections;
        options.Limits.MaxRequestBodySize = BodyBytes;
        options.Limits.MaxRequestLineSize = RequestLineBytes;
        options.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
        options.Limits.MaxRequestHeaderCount = HeaderCount;
        options.Limits.MaxRequestBufferSize = BufferBytes;
        options.Limits.RequestHeadersTimeout = HeadersTimeout;
        options.Limits.KeepAliveTimeout = IdleTimeout;
        // Callers that read or write slower than Kestrel's least rates are cut off, as by default.
        options.Listen(endPoint, listening =>
        {
            listening.Protocols = HttpProtocols.Http1;
            ConnectionShares shares = new(ConnectionsOfOneAddress);
            listening.Use(next => connection => shares.RunAsync(connection, next));
            if (certificate is not null) listening.UseHttps(https => Identify(https, certificate));
        });
    }

    private static void Identify(HttpsConnectionAdapterOptions https, HttpCertificate certificate)
    {
        https.ServerCertificate = certificate.Own;
        https.ServerCertificateChain = certificate.Chain;
        https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        https.HandshakeTimeout = HeadersTimeout;
    }
}
