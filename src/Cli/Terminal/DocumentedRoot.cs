using System.CommandLine;

namespace Distillery.Cli.Terminal;

/// <summary>The program itself, whose help begins with what it is for.</summary>
internal sealed class DocumentedRoot(string description, params (string Line, string Effect)[] examples)
    : RootCommand(description), IDocumented
{
    public IReadOnlyList<(string Line, string Effect)> Examples => examples;
}
