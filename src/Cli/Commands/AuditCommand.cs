using System.CommandLine;
using Distillery.Cli.Audit;
using Distillery.Cli.Terminal;

namespace Distillery.Cli.Commands;

/// <summary><c>distill audit</c>: whether the record of a run holds together, or where two runs part.</summary>
internal static class AuditCommand
{
    private const int MostFolders = 2;

    internal static Command Create(CliContext context)
    {
        Argument<string[]> folders = new("RUN_DIR")
        {
            Description = "One run folder to check, or two to compare step by step.",
            Arity = new ArgumentArity(1, MostFolders),
            Validators = { ParseErrors.RefuseOptions },
        };
        Option<bool> json = CommonOptions.Json();
        DocumentedCommand command = new(
            "audit",
            "Checks that a run used every sample once and lost no step; of two runs, tells the first step that differs.",
            ("distill audit runs/smoke", "chain, steps, ranks and samples of one run"),
            ("distill audit runs/one-node runs/four-nodes", "whether both took the same steps, bit for bit"))
        {
            folders, json,
        };
        command.SetAction(parsed =>
        {
            string[] paths = parsed.GetRequiredValue(folders);
            return paths.Length == 1
                ? Check(paths[0], parsed.GetValue(json), context)
                : Compare(paths[0], paths[1], parsed.GetValue(json), context);
        });
        return command;
    }

    private static int Check(string path, bool isJson, CliContext context)
    {
        AuditReport report = RunAudit.Check(path);
        Write(context, isJson ? [AuditJson.Line(report)] : AuditText.Lines(report));
        return report.IsClean ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static int Compare(string first, string second, bool isJson, CliContext context)
    {
        RunDifference difference = RunDifference.Find(first, second);
        Write(context, isJson ? [AuditJson.Line(difference)] : AuditText.Lines(difference));
        return difference.IsEqual ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Write(CliContext context, IEnumerable<string> lines)
    {
        foreach (string line in lines) context.Output.WriteLine(line);
    }
}
