using System.CommandLine;
using Distillery.Cli.Runs;
using Distillery.Cli.Terminal;
using Distillery.Cli.Validation;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Commands;

/// <summary><c>distill validate</c>: everything but the training.</summary>
internal static class ValidateCommand
{
    internal static Command Create(CliContext context)
    {
        Argument<string> path = CommonOptions.Config();
        Option<string[]> set = CommonOptions.Set();
        Option<string?> runDirectory = new("--run-dir")
        {
            Description = "Keeps the forecast in the folder that the run will have, so that distill report can compare it with what came.",
            HelpName = "DIR",
        };
        DocumentedCommand command = new(
            "validate",
            "Checks a configuration without training: files, the teacher's accuracy, memory, and what each method "
            + "will cost.",
            ("distill validate examples/fashion-mnist.yaml", "before a long run"),
            ("distill validate examples/fashion-mnist.yaml --set method.1.keep=48", "what another choice would cost"),
            ("distill validate examples/smoke.yaml --run-dir runs/smoke", "and keep the forecast for the run's report"))
        {
            path, set, runDirectory,
        };
        command.SetAction(parsed =>
        {
            RunConfig config = ConfigLoader.Load(parsed.GetRequiredValue(path), parsed.GetRequiredValue(set));
            if (parsed.GetValue<bool>(CommonOptions.VerboseName)) context.Output.Write(config.ToYaml());
            string? folder = parsed.GetValue(runDirectory);
            IReadOnlyList<MethodRun> runs = folder is null ? [] : MethodRun.Plan(config, folder);
            ValidationReport report = new ConfigurationCheck(config, context).Run();
            report.Write(context);
            if (report.HasProblems) return ExitCodes.RequestIsWrong;
            foreach ((MethodRun run, MethodForecast forecast) in runs.Zip(report.Forecasts)) Keep(run, forecast.Run, context);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Keep(MethodRun run, RunForecast forecast, CliContext context)
    {
        using RunFolder folder = run.OpenFolder();
        forecast.Write(folder.ForecastPath);
        context.Output.WriteLine($"forecast    {folder.ForecastPath}");
    }
}
