using System.CommandLine;
using Distillery.Cli.Terminal;
using Distillery.Cli.Validation;
using Distillery.Shared.Configuration;

namespace Distillery.Cli.Commands;

/// <summary><c>distill validate</c>: everything but the training.</summary>
internal static class ValidateCommand
{
    internal static Command Create(CliContext context)
    {
        Argument<string> path = CommonOptions.Config();
        Option<string[]> set = CommonOptions.Set();
        DocumentedCommand command = new(
            "validate",
            "Checks a configuration without training: files, the teacher's accuracy, memory, and what each method "
            + "will cost.",
            ("distill validate examples/fashion-mnist.yaml", "before a long run"),
            ("distill validate examples/fashion-mnist.yaml --set method.1.keep=48", "what another choice would cost"))
        {
            path, set,
        };
        command.SetAction(parsed =>
        {
            RunConfig config = ConfigLoader.Load(parsed.GetRequiredValue(path), parsed.GetRequiredValue(set));
            if (parsed.GetValue<bool>(CommonOptions.VerboseName)) context.Output.Write(config.ToYaml());
            ValidationReport report = new ConfigurationCheck(config, context).Run();
            report.Write(context);
            return report.HasProblems ? ExitCodes.RequestIsWrong : ExitCodes.Done;
        });
        return command;
    }
}
