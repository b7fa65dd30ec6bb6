using Distillery.Cli.Progress;
using Distillery.Cli.Terminal;
using Distillery.Coordinator.Observation;
using Distillery.Messages.Progress;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;
using Spectre.Console;

namespace Distillery.Cli.Tests.Progress;

public sealed class LiveViewTests
{
    [Fact]
    public void A_terminal_sees_bar_rate_loss_accuracy_and_saving()
    {
        StringWriter output = new();
        ManualTime time = new();
        CliContext context = new(output, TextWriter.Null, IsTerminal: true, time, CancellationToken.None);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        LiveView view = new(context, console);
        RunSummary summary = new() { Name = "a", Method = "kd", Seed = 0, Status = RunStatus.Completed };
        view.During(() =>
        {
            view.Started(new RunStart(
                Config, FirstStep: 0, TotalSteps: 100, StepsPerEpoch: 50, StudentMacs: 1, TeacherMacs: 9, 0.9));
            view.Evaluated(new EvaluationReport(10, 0.2, new EvaluationCounts(100, 80, 99)));
            time.Advance(TimeSpan.FromSeconds(2));
            view.StepApplied(new StepReport(25, 0.5, 1.5, 0.1, 64, 32, [], 0.1, 0.5, null, 0.6));
            return summary;
        });
        string text = output.ToString();
        string[] figures = ["25/100", "25 %", "32 images/s", "loss 1.5000", "80.00 %", "40.00 %", "6.0 s left"];
        foreach (string expected in figures)
            Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    private static RunConfig Config => ConfigLoader.Parse(
        "data: {format: idx, path: a}\nstudent: {architecture: lenet5}\n"
        + "method: {name: supervised}\ntrain: {steps: 100}\n",
        "test");
}
