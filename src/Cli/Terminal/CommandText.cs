using System.CommandLine;

namespace Distillery.Cli.Terminal;

/// <summary>A command line as a person would type it once more.</summary>
internal static class CommandText
{
    internal static string Of(ParseResult parsed) =>
        string.Join(' ', ["distill", .. parsed.Tokens.Select(token => Quoted(token.Value))]);

    private static string Quoted(string word)
    {
        bool isPlain = word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./=:,+@%".Contains(c));
        return isPlain ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }
}
