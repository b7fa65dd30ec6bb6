using System.CommandLine;

namespace Distillery.Cli.Terminal;

/// <summary>A command whose help ends in examples.</summary>
/// <param name="examples">Complete command lines, each followed by what it does.</param>
internal sealed class DocumentedCommand(string name, string description, params (string Line, string Effect)[] examples)
    : Command(name, description), IDocumented
{
    public IReadOnlyList<(string Line, string Effect)> Examples => examples;
}
