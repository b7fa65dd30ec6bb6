using System.CommandLine;
using Distillery.Coordinator.Http;
using Distillery.Shared;

namespace Distillery.Cli.Remote;

/// <summary>The options of commands that ask a coordinator.</summary>
internal sealed class RemoteOptions
{
    internal Option<string> Coordinator { get; } = new("--coordinator")
    {
        Description = "Where the coordinator answers, as it has printed it.",
        HelpName = "http://HOST:PORT",
        Required = true,
    };

    internal Option<string?> TokenFile { get; } = new("--token-file")
    {
        Description = $"A file with the coordinator's token; without it the environment variable {AccessToken.EnvironmentName}.",
        HelpName = "FILE",
    };

    internal Option<string?> Authority { get; } = new("--tls-authority")
    {
        Description = "For https: trust certificates of this authority, a PEM file, instead of the system's.",
        HelpName = "FILE",
    };

    /// <exception cref="UserErrorException">The address or the token cannot be used.</exception>
    internal CoordinatorClient Connect(ParseResult parsed, CancellationToken stop) => new(
        CoordinatorAddress.Parse(parsed.GetRequiredValue(Coordinator)), AccessToken.Find(parsed.GetValue(TokenFile)),
        parsed.GetValue(Authority) is { } file ? TrustedAuthority.Load(file) : null, stop);
}
