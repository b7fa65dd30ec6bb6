namespace Distillery.Cli.Terminal;

/// <summary>The world as the commands see it, so that tests can put another one in its place.</summary>
/// <param name="IsTerminal">Whether a person watches <paramref name="Output"/>.</param>
/// <param name="Stop">Cancelled at the first Ctrl-C or SIGTERM.</param>
internal sealed record CliContext(
    TextWriter Output, TextWriter Error, bool IsTerminal, TimeProvider Time, CancellationToken Stop)
{
    internal static CliContext OfProcess(CancellationToken stop) =>
        new(Console.Out, Console.Error, !Console.IsOutputRedirected, TimeProvider.System, stop);
}
