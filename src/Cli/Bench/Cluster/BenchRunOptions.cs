using System.CommandLine;
using Distillery.Cli.Terminal;

namespace Distillery.Cli.Bench.Cluster;

/// <summary>What benchmarks of whole runs take: a configuration, changes to it, how often, and the form of the answer.</summary>
internal sealed class BenchRunOptions(CliContext context, string defaultConfig, int rounds = 7)
{
    private readonly Argument<string> _config = new("CONFIG")
    {
        Description = $"What is trained; {defaultConfig} without it.",
        DefaultValueFactory = _ => defaultConfig,
        Validators = { ParseErrors.RefuseOptions },
    };

    private readonly Option<string[]> _set = CommonOptions.Set();
    private readonly Option<int> _rounds = CommonOptions.Number("--rounds", "How often each side has its turn.", rounds);
    private readonly Option<bool> _json = CommonOptions.Json();

    /// <param name="hasRounds">False for a benchmark that has no sides.</param>
    internal void AddTo(Command command, bool hasRounds = true)
    {
        command.Add(_config);
        command.Add(_set);
        if (hasRounds) command.Add(_rounds);
        command.Add(_json);
    }

    internal int Rounds(ParseResult parsed) => parsed.GetValue(_rounds);

    internal bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <param name="settings">key=value, over those of the command line.</param>
    internal BenchRun Load(ParseResult parsed, params IReadOnlyList<string> settings) =>
        BenchRun.Load(parsed.GetRequiredValue(_config), [.. parsed.GetRequiredValue(_set), .. settings]);

    internal void Write(ParseResult parsed, RatesReport report, BenchRun bench, Rates rates)
    {
        if (IsJson(parsed)) context.Output.WriteLine(report.ToJson(bench.Config, rates));
        else context.Output.Write(report.ToTable(bench.Config, rates));
    }
}
