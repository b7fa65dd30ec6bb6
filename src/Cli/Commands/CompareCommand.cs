using System.CommandLine;
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
        DocumentedCommand command = new(
            "compare",
            "One table of runs: top-1, compute ratio, teacher queries, time. Several seeds of a method are averaged.",
            ("distill compare runs/fashion-mnist", "all methods of one configuration"),
            ("distill compare runs/seed-0 runs/seed-1 runs/seed-2", "three seeds, with mean and deviation"))
        {
            folders, json,
        };
        command.SetAction(parsed =>
        {
            RunComparison comparison = RunComparison.Read(parsed.GetRequiredValue(folders));
            if (parsed.GetValue(json))
                foreach (string line in comparison.ToJsonLines()) context.Output.WriteLine(line);
            else context.Output.Write(comparison.ToText());
            return ExitCodes.Done;
        });
        return command;
    }
}
