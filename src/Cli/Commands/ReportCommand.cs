using System.CommandLine;
using Distillery.Cli.Report;
using Distillery.Cli.Terminal;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Commands;

/// <summary><c>distill report</c>: runs as one file for a browser.</summary>
internal static class ReportCommand
{
    internal static Command Create(CliContext context)
    {
        Argument<string[]> folders = new("RUN_DIR")
        {
            Description = "Run folders, of runs that are over or go on; one that holds a run a method stands for all of them.",
            Arity = ArgumentArity.OneOrMore,
            Validators = { ParseErrors.RefuseOptions },
        };
        Option<string?> to = ReportTo();
        Option<bool> force = new("--force") { Description = "Replace a file that is no report." };
        DocumentedCommand command = new(
            "report",
            "Writes one HTML file with the curves of runs, how they compare, their events and configurations. It needs nothing beside it.",
            ("distill report runs/mine", "to runs/mine/report.html"),
            ("distill report runs/fashion-mnist --to study.html", "all methods of one configuration, compared"))
        {
            folders, to, force,
        };
        command.SetAction(parsed =>
        {
            string[] named = parsed.GetRequiredValue(folders);
            string path = parsed.GetValue(to) ?? Path.Combine(named.Length == 1 ? named[0] : ".", ReportFile.DefaultName);
            context.Output.WriteLine(Write(named, path, parsed.GetValue(force), context.Time));
            return ExitCodes.Done;
        });
        return command;
    }

    internal static Option<string?> ReportTo() => new("--to")
    {
        Description = $"The HTML file; without it {ReportFile.DefaultName} in the run folder, or here for several folders.",
        HelpName = "FILE",
    };

    /// <returns>Where it is.</returns>
    internal static string Write(IReadOnlyList<string> folders, string path, bool isForced, TimeProvider time)
    {
        IReadOnlyList<ReportedRun> runs = ReportedRun.ReadAll(folders);
        RunComparison? comparison = runs.Any(run => run.Summary is not null)
            ? RunComparison.Read([.. runs.Where(run => run.Summary is not null).Select(run => run.Folder)]) : null;
        return ReportFile.Write(runs, comparison, path, isForced, time);
    }
}
