using System.Globalization;

namespace Distillery.Shared.TensorLinks.Tcp;

/// <summary>Where a process listens or is reached.</summary>
/// <param name="Host">A name, an IPv4 address, or an IPv6 address without its brackets.</param>
/// <param name="Port">0 to 65535; 0 to listen on any.</param>
public readonly record struct HostAndPort(string Host, int Port)
{
    /// <exception cref="UserErrorException">The text is not HOST:PORT.</exception>
    public static HostAndPort Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "" : text[..colon];
        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (isBracketed) host = host[1..^1];
        bool isHost = Uri.CheckHostName(host) != UriHostNameType.Unknown && (isBracketed || !host.Contains(':'));
        bool isPort = ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port);
        if (isHost && isPort) return new HostAndPort(host, port);
        throw new UserErrorException(
            $"'{text}' is not an address", "Write HOST:PORT, such as 127.0.0.1:7700 or [::1]:7700; port 0 takes a free one.");
    }

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
