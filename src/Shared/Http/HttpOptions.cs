using Distillery.Shared.TensorLinks.Tcp;

namespace Distillery.Shared.Http;

/// <summary>How a coordinator or a node answers over HTTP; none of it changes the run.</summary>
public sealed record HttpOptions
{
    /// <summary>Where to listen: this machine alone, unless told otherwise. Port 0 takes a free one.</summary>
    public HostAndPort Listen { get; init; } = new("127.0.0.1", 0);

    /// <summary>What callers have to know. Needed as soon as <see cref="Listen"/> is not a loopback address.</summary>
    public AccessToken? Token { get; init; }

    /// <summary>Answers over TLS with it; null for plain HTTP.</summary>
    public HttpCertificate? Certificate { get; init; }

    /// <summary>The silence of the process's loop after which it no longer counts as live. A loop waits for the disk
    /// at times, on a slow network volume for seconds.</summary>
    public TimeSpan LiveWithin { get; init; } = TimeSpan.FromSeconds(15);
}
