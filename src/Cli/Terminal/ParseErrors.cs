using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Distillery.Shared.Configuration.Reading;

namespace Distillery.Cli.Terminal;

/// <summary>Says what cannot be understood in a command line, and what was probably meant.</summary>
internal static partial class ParseErrors
{
    /// <returns>The exit code.</returns>
    internal static int Write(ParseResult parsed, TextWriter error)
    {
        Command command = parsed.CommandResult.Command;
        foreach (ParseError problem in parsed.Errors) error.WriteLine($"error: {InPlainWords(OnOneLine(problem.Message))}");
        string name = string.Join(' ', ["distill", .. Ancestors(command).Select(symbol => symbol.Name).Reverse()]);
        string meant = string.Concat(parsed.UnmatchedTokens.Select(token => Meant(token, command)).OfType<string>()
            .Distinct().Select(word => $"Did you mean {word}? "));
        error.WriteLine($"next:  {meant}{name} --help shows what can be written, with examples.");
        return ExitCodes.RequestIsWrong;
    }

    /// <summary>Refuses a misspelt option where a free word would be taken for it.</summary>
    internal static void RefuseOptions(ArgumentResult result)
    {
        foreach (Token token in result.Tokens.Where(token => token.Value.StartsWith("--", StringComparison.Ordinal)))
        {
            string? meant = result.Parent is CommandResult parent ? Meant(token.Value, parent.Command) : null;
            string hint = meant is null ? "" : $", did you mean {meant}?";
            result.AddError($"there is no option {token.Value}{hint}");
        }
    }

    /// <summary>System.CommandLine tells what it expects by .NET's names of types.</summary>
    private static string InPlainWords(string message)
    {
        Match match = WrongType().Match(message);
        if (!match.Success) return message;
        (string text, string name, string type, string words) = (
            match.Groups["text"].Value, match.Groups["name"].Value, match.Groups["type"].Value, match.Groups["words"].Value);
        if (type.Contains("Int", StringComparison.Ordinal)) return $"{name}: '{text}' is not a whole number, or too large";
        return words.Length > 0 ? $"{name}: there is no '{text}', only {words.ToLowerInvariant().Replace(" ", ", ", StringComparison.Ordinal)}" : message;
    }

    private static string OnOneLine(string message) =>
        string.Join(' ', message.Split(['\n', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');

    private static string? Meant(string word, Command command)
    {
        IEnumerable<string> options = Ancestors(command).Prepend(command).OfType<Command>()
            .SelectMany(each => each.Options).Select(option => option.Name);
        return NearestKey.Find(word, command.Subcommands.Select(each => each.Name).Concat(options).Distinct());
    }

    /// <summary>The command and those it belongs to, without the program itself.</summary>
    private static IEnumerable<Symbol> Ancestors(Command command)
    {
        for (Symbol? symbol = command; symbol is not null and not RootCommand; symbol = symbol.Parents.FirstOrDefault())
            yield return symbol;
    }

    [GeneratedRegex(@"^Cannot parse argument '(?<text>.*)' for \w+ '(?<name>[^']+)' as expected type '(?<type>[^']+)'(?:.*following\? (?<words>.+))?$")]
    private static partial Regex WrongType();
}
