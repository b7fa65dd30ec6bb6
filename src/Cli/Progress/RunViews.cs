using Distillery.Cli.Terminal;

namespace Distillery.Cli.Progress;

/// <summary>Chooses how a run is shown.</summary>
internal static class RunViews
{
    internal static IRunView Create(CliContext context, bool isJson)
    {
        if (isJson) return new JsonView(context);
        return context.IsTerminal ? new LiveView(context, LiveView.ConsoleOf(context.Output)) : new TextView(context);
    }
}
