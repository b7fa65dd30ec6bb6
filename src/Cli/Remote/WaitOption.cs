using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Distillery.Cli.Remote;

/// <summary>How long a command waits for what it has asked for.</summary>
internal static class WaitOption
{
    private const double DefaultSeconds = 60;
    private const double MostSeconds = 86_400;

    internal static Option<double> Create(string description) => new("--wait")
    {
        Description = description,
        HelpName = "SECONDS",
        DefaultValueFactory = _ => DefaultSeconds,
        CustomParser = Parse,
    };

    private static double Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds);
        if (!isNumber || seconds is not (>= 0 and <= MostSeconds))
            result.AddError($"--wait takes 0 to {MostSeconds} seconds, not '{text}'");
        return seconds;
    }
}
