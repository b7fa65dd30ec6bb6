using System.CommandLine;
using System.CommandLine.Parsing;
using Distillery.Shared.Configuration;

namespace Distillery.Cli.Logs;

/// <summary>The options of a node's log. A coordinator has them in its configuration, which a node does not know before it has
/// joined.</summary>
internal sealed class LogParameters
{
    internal Option<LogFormat> Format { get; } = Create("--log-format", "How the lines on standard error look.", LogFormat.Text);

    internal Option<LogSeverity> Level { get; } = Create("--log-level", "What they tell, and all that is worse.", LogSeverity.Information);

    private static Option<T> Create<T>(string name, string description, T usual) where T : struct, Enum
    {
        string words = string.Join('|', Enum.GetNames<T>().Select(word => word.ToLowerInvariant()));
        return new Option<T>(name)
        {
            Description = description,
            HelpName = words,
            DefaultValueFactory = _ => usual,
            CustomParser = result => Parse<T>(result, name, words),
        };
    }

    private static T Parse<T>(ArgumentResult result, string name, string words) where T : struct, Enum
    {
        string text = result.Tokens[0].Value;
        bool isWord = words.Split('|').Contains(text) && Enum.TryParse(text, ignoreCase: true, out T _);
        if (!isWord) result.AddError($"{name} takes {words}, not '{text}'");
        return isWord ? Enum.Parse<T>(text, ignoreCase: true) : default;
    }
}
