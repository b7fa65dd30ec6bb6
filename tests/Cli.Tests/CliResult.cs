using System.Text.Json;
using Distillery.Cli.Terminal;

namespace Distillery.Cli.Tests;

/// <summary>What one call of the program in this process left behind.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    internal IReadOnlyList<JsonElement> JsonLines =>
    [
        .. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement),
    ];

    /// <summary>The events of the lines, in order.</summary>
    internal IReadOnlyList<string> Events => [.. JsonLines.Select(line => line.GetProperty("event").GetString()!)];

    internal static CliResult Of(params IReadOnlyList<string> arguments) =>
        Of(new StringWriter(), CancellationToken.None, arguments);

    internal static CliResult Of(StringWriter output, CancellationToken stop, params IReadOnlyList<string> arguments)
    {
        StringWriter error = new();
        CliContext context = new(output, error, IsTerminal: false, TimeProvider.System, stop);
        int exitCode = CommandLine.Invoke(arguments, context);
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }
}
