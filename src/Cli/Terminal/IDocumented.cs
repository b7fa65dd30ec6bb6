namespace Distillery.Cli.Terminal;

/// <summary>A command whose help ends in examples.</summary>
internal interface IDocumented
{
    IReadOnlyList<(string Line, string Effect)> Examples { get; }
}
