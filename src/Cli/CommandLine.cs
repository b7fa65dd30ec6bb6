using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Distillery.Cli.Commands;
using Distillery.Cli.Terminal;

namespace Distillery.Cli;

/// <summary>The composition root: from arguments to a command, and from whatever happens to an exit code.</summary>
internal static class CommandLine
{
    private const string Purpose =
        "Distillery trains a small network from a large one, and asks the large one only where it pays.";

    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    internal static int Invoke(IReadOnlyList<string> arguments, CliContext context)
    {
        ParseResult parsed = CreateRoot(context).Parse(arguments);
        InvocationConfiguration invocation = new()
        {
            Output = context.Output,
            Error = context.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // Signals are ours: a run saves before it ends.
        };
        try
        {
            return parsed.Action is ParseErrorAction
                ? ParseErrors.Write(parsed, context.Error)
                : parsed.Invoke(invocation);
        }
        catch (Exception exception) // The end of the line: every failure becomes words and an exit code here.
        {
            ErrorReport report = ErrorReport.Of(exception);
            report.Write(context.Error);
            if (arguments.Contains(CommonOptions.VerboseName)) context.Error.WriteLine(exception);
            return report.ExitCode;
        }
    }

    private static DocumentedRoot CreateRoot(CliContext context)
    {
        DocumentedRoot root = new(
            Purpose,
            ("distill run examples/smoke.yaml", "a look at whether everything works, in under half a minute"),
            ("distill run examples/fashion-mnist.yaml",
                "conventional distillation and UNIX side by side, in a few minutes"),
            ("distill compare runs/fashion-mnist", "that comparison once more"),
            ("distill COMMAND --help", "all about one command"))
        {
            RunCommand.Create(context),
            CompareCommand.Create(context),
            ReportCommand.Create(context),
            AuditCommand.Create(context),
            CoordinatorCommand.Create(context),
            NodeCommand.Create(context),
            EvaluateCommand.Create(context),
            ExportCommand.Create(context),
            ValidateCommand.Create(context),
            StatusCommand.Create(context),
            DrainCommand.Create(context),
            StopCommand.Create(context),
            DataCommand.Create(context),
            TeacherCommand.Create(context),
            BenchCommand.Create(context),
            CommonOptions.Verbose(),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        HelpWithExamples action = new((HelpAction)help.Action!);
        help.Action = action;
        root.SetAction(action.Invoke);
        return root;
    }
}
