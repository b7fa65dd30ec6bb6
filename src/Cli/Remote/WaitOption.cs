using System.CommandLine;

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
        Validators =
        {
            result =>
            {
                if (result.GetValueOrDefault<double>() is not (>= 0 and <= MostSeconds))
                    result.AddError($"--wait takes 0 to {MostSeconds} seconds");
            },
        },
    };
}
