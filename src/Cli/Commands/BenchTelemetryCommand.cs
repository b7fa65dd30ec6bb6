using System.CommandLine;
using System.Text.Json.Nodes;
using Distillery.Cli.Bench;
using Distillery.Cli.Terminal;

namespace Distillery.Cli.Commands;

/// <summary><c>distill bench telemetry</c>: what metrics cost a step.</summary>
internal sealed class BenchTelemetryCommand
{
    private const double StepSeconds = 0.01; // A quick step, beside which the cost is told.

    private readonly CliContext _context;
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<int> _ranks = CommonOptions.Number("--ranks", "Ranks of the node.", 4);
    private readonly Option<int> _batch = CommonOptions.Number("--batch", "Samples of each rank, all of them scored.", 64);
    private readonly Option<int> _rounds = CommonOptions.Number("--rounds", "How often it is measured.", 11);

    private BenchTelemetryCommand(CliContext context) => _context = context;

    internal static Command Create(CliContext context)
    {
        BenchTelemetryCommand parts = new(context);
        DocumentedCommand command = new(
            "telemetry", "What it costs a node to measure a step, and to be scraped.",
            ("distill bench telemetry", "four ranks of 64 samples"))
        {
            parts._ranks, parts._batch, parts._rounds, parts._json,
        };
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        (double[] steps, double[] scrapes) = new TelemetryBenchmark(
            parsed.GetValue(_ranks), parsed.GetValue(_batch), _context.Time).Measure(parsed.GetValue(_rounds), _context.Stop);
        double step = Rates.Median(steps), scrape = Rates.Median(scrapes);
        if (parsed.GetValue(_json))
        {
            _context.Output.WriteLine(new JsonObject
            {
                ["bench"] = "telemetry", ["ranks"] = parsed.GetValue(_ranks), ["batch"] = parsed.GetValue(_batch),
                ["rounds"] = steps.Length, ["step_seconds"] = step, ["step_seconds_min"] = steps.Min(),
                ["step_seconds_max"] = steps.Max(), ["share_of_10_ms"] = step / StepSeconds, ["scrape_seconds"] = scrape,
            }.ToJsonString());
            return ExitCodes.Done;
        }
        _context.Output.WriteLine(
            $"{Phrases.Number(step * 1e6, "F1")} microseconds a step ({Phrases.Number(steps.Min() * 1e6, "F1")} to "
            + $"{Phrases.Number(steps.Max() * 1e6, "F1")}): {Phrases.Percent(step / StepSeconds, 3)} of a step of 10 ms; "
            + $"a scrape takes {Phrases.Number(scrape * 1e3, "F2")} ms");
        return ExitCodes.Done;
    }
}
