using System.CommandLine;
using Distillery.Shared.Http;

namespace Distillery.Cli.Cluster;

/// <summary>The options of commands that have a run answer over HTTP.</summary>
/// <param name="shown">What is shown at the address, for the help.</param>
internal sealed class HttpParameters(string shown)
{
    private readonly Option<string?> _http = new("--http")
    {
        Description = $"{shown}; beyond this machine only with a token.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = $"A file with the token that HTTP asks for; without it {AccessToken.EnvironmentName}.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _certificate = new("--http-certificate")
    {
        Description = "Answer over TLS: a PEM file with the certificate, and those between it and its authority's.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _key = new("--http-key")
    {
        Description = "The certificate's private key, a PEM file.",
        HelpName = "FILE",
    };

    internal void AddTo(Command command)
    {
        foreach (Option option in (ReadOnlySpan<Option>)[_http, _tokenFile, _certificate, _key]) command.Add(option);
    }

    /// <returns>Null when nobody wants it.</returns>
    /// <exception cref="Distillery.Shared.UserErrorException">The address, the token or the certificate cannot be used.</exception>
    internal HttpRequest? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_http) is not { } listen) return null;
        HttpRequest request = new(
            listen, parsed.GetValue(_tokenFile), parsed.GetValue(_certificate), parsed.GetValue(_key));
        request.ToOptions(); // What is wrong with it is said before anything begins.
        return request;
    }
}
