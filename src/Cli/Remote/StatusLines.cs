using System.Globalization;
using Distillery.Cli.Terminal;
using Distillery.Coordinator.Http.Documents;

namespace Distillery.Cli.Remote;

/// <summary>A run that is watched by a log or a program: one line a period, and one when the coordinator goes or comes back.
/// </summary>
/// <param name="isJson">Objects as of <c>status --json</c> on standard output, and nothing else there.</param>
internal sealed class StatusLines(CliContext context, bool isJson) : IStatusView
{
    private bool _isGone;

    public void Show(RunDocument run, IReadOnlyList<NodeDocument> nodes, IReadOnlyList<EventDocument> events)
    {
        if (_isGone) context.Error.WriteLine($"{Clock()} the coordinator answers again");
        _isGone = false;
        context.Output.WriteLine(isJson ? StatusText.Json(run, nodes) : $"{Clock()} {StatusText.Line(run)}");
    }

    public void Gone(string problem, IReadOnlyList<EventDocument> events)
    {
        if (!_isGone) context.Error.WriteLine($"{Clock()} {PlainText.Of(problem)}; it is waited for");
        _isGone = true;
    }

    public int Ended(OutcomeDocument outcome)
    {
        if (!isJson) context.Output.WriteLine($"{Clock()} {PlainText.Of($"{outcome.Reason}: {outcome.Text}")}");
        return StatusText.ExitCodeOf(outcome);
    }

    private string Clock() => context.Time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
