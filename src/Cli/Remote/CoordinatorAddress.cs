using System.Net;
using Distillery.Shared;

namespace Distillery.Cli.Remote;

/// <summary>Reads the address of a coordinator as a person writes it.</summary>
internal static class CoordinatorAddress
{
    private const string NextStep =
        "Write --coordinator http://HOST:PORT, as the coordinator has printed it, such as http://127.0.0.1:7780.";

    /// <exception cref="UserErrorException">The text is no such address.</exception>
    internal static Uri Parse(string text)
    {
        bool isAddress = Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);
        if (!isAddress) throw new UserErrorException($"--coordinator: '{text}' is not http://HOST:PORT", NextStep);
        if (address!.UserInfo.Length > 0)
            throw new UserErrorException(
                "--coordinator: a name or password in an address can be read by every user of this machine",
                "Leave it out; a token comes from DISTILLERY_TOKEN or from --token-file.");
        if (address.PathAndQuery != "/" || address.Fragment.Length > 0)
            throw new UserErrorException($"--coordinator: '{text}' has more than host and port", NextStep);
        return IsUnspecified(address) ? new UriBuilder(address) { Host = LoopbackFor(address) }.Uri : address;
    }

    /// <summary>0.0.0.0 says where a coordinator listens: on all addresses, that of this machine among them.</summary>
    private static bool IsUnspecified(Uri address) => IPAddress.TryParse(address.DnsSafeHost, out IPAddress? parsed)
        && (parsed.Equals(IPAddress.Any) || parsed.Equals(IPAddress.IPv6Any));

    private static string LoopbackFor(Uri address) =>
        address.HostNameType == UriHostNameType.IPv6 ? "[::1]" : IPAddress.Loopback.ToString();
}
