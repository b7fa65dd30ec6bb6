using System.CommandLine;
using Distillery.Cli.Report;
using Distillery.Cli.Terminal;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Commands;

/// <summary><c>distill compare</c>: runs side by side, and several seeds of a method as mean and deviation.</summary>
internal static class CompareCommand
{
    internal static Command Create(CliContext context)
    {
        Argument<string[]> folders = new("RUN_DIR")
        {
            Description = "Run folders; one that holds a run a method stands for all of them.",
            Arity = ArgumentArity.OneOrMore,
            Validators = { ParseErrors.RefuseOptions },
        };
        Option<bool> json = CommonOptions.Json();
        Option<bool> chart = new("--chart") { Description = "Draw the accuracy over the epochs too, as on a terminal." };
        Option<string?> to = new("--to") { Description = "Write a report of these runs, an HTML file.", HelpName = "FILE" };
        DocumentedCommand command = new(
            "compare",
            "One table of runs: top-1, compute ratio, teacher queries, time. Several seeds of a method are averaged.",
            ("distill compare runs/fashion-mnist", "all methods of one configuration"),
            ("distill compare runs/seed-0 runs/seed-1 runs/seed-2", "three seeds, with mean and deviation"),
            ("distill compare runs/fashion-mnist --to study.html", "and a page with the curves"))
        {
            folders, json, chart, to,
        };
        command.SetAction(parsed =>
        {
            RunComparison comparison = RunComparison.Read(parsed.GetRequiredValue(folders));
            if (parsed.GetValue(json))
                foreach (string line in comparison.ToJsonLines()) context.Output.WriteLine(line);
            else Show(comparison, parsed.GetValue(chart) || context.IsTerminal, context.Output);
            if (parsed.GetValue(to) is not { } path) return ExitCodes.Done;
            string report = ReportCommand.Write([.. comparison.Rows.Select(row => row.Folder)], path, isForced: false, context.Time);
            (parsed.GetValue(json) ? context.Error : context.Output).WriteLine($"report: {report}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Show(RunComparison comparison, bool isDrawn, TextWriter output)
    {
        output.Write(comparison.ToText());
        if (!isDrawn) return;
        foreach (string line in ComparisonChart.Render(comparison)) output.WriteLine(line);
    }
}
