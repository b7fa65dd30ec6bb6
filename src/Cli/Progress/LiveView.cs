using Distillery.Cli.Terminal;
using Distillery.Coordinator.Observation;
using Distillery.Shared.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Distillery.Cli.Progress;

/// <summary>A terminal: finished lines scroll by, and below them a bar and the figures of the moment.</summary>
internal sealed class LiveView(CliContext context, IAnsiConsole console) : TextView(context)
{
    private const double FramePeriodSeconds = 0.2; // Fast enough to look alive; drawing costs about a millisecond.
    private const int BarWidth = 40;

    private LiveDisplayContext? _display;
    private bool _isStopping;

    internal static IAnsiConsole ConsoleOf(TextWriter output) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });

    public override void Note(string line) // On the terminal too, it must not be written across what is drawn there.
    {
        if (_display is null || Console.IsErrorRedirected) base.Note(line);
        else console.WriteLine(line);
    }

    public override RunSummary During(Func<RunSummary> execute) =>
        console.Live(new Text("")).AutoClear(true).Start(display =>
        {
            _display = display;
            try
            {
                return execute();
            }
            finally
            {
                _display = null;
            }
        });

    public override void Stopping() => _isStopping = true; // Drawn with the next frame, not across this one.

    protected override double PeriodSeconds(RunStart start) => FramePeriodSeconds;

    protected override void Show(ProgressSnapshot snapshot) => _display?.UpdateTarget(Frame(snapshot));

    protected override void Say(string text)
    {
        if (_display is null) base.Say(text);
        else console.WriteLine(text); // Spectre puts it above what it draws.
    }

    private Rows Frame(ProgressSnapshot now)
    {
        double share = (double)now.Step / now.TotalSteps;
        int filled = (int)(share * BarWidth);
        string bar = $"[green]{new string('━', filled)}[/][grey]{new string('━', BarWidth - filled)}[/]";
        List<IRenderable> rows =
        [
            new Markup($"[bold]{Markup.Escape(now.Label)}[/] {bar} {Phrases.Percent(share, 0)}  "
                + $"{Phrases.Duration(now.SecondsLeft)} left"),
            new Markup($"step {Phrases.Count(now.Step)}/{Phrases.Count(now.TotalSteps)}   "
                + $"epoch {Phrases.Number(now.Epoch, "F2")}   {Phrases.Number(now.ImagesPerSecond, "F0")} images/s   "
                + $"loss {Phrases.Number(now.Loss, "F4")}"),
            new Markup($"top-1 {Measured(now.Top1)}   compute saved {Measured(1 - now.ComputeRatio)}"),
        ];
        if (_isStopping)
            rows.Add(new Markup("[yellow]stopping after this step, then saving; once more ends at once[/]"));
        return new Rows(rows);
    }

    private static string Measured(double? ratio) => ratio is { } value ? $"[bold]{Phrases.Percent(value)}[/]" : "-";
}
