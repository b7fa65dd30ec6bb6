using System.Globalization;
using Distillery.Cli.Terminal;
using Distillery.Coordinator.Http.Documents;
using Spectre.Console;

namespace Distillery.Cli.Remote;

/// <summary>A run that is watched on a terminal: the same lines, drawn over and over.</summary>
internal sealed class StatusScreen(LiveDisplayContext display, CliContext context) : IStatusView
{
    private const int MostEvents = 8;

    private IReadOnlyList<string> _last = [];

    /// <summary>What is left to read when the watching has ended.</summary>
    internal IReadOnlyList<string> LastLines { get; private set; } = [];

    public void Show(RunDocument run, IReadOnlyList<NodeDocument> nodes, IReadOnlyList<EventDocument> events)
    {
        _last = [.. StatusText.Lines(run, nodes)];
        Draw([.. _last, .. Told(events)]);
    }

    public void Gone(string problem, IReadOnlyList<EventDocument> events) =>
        Draw([$"{PlainText.Of(problem)}; it is waited for", "", .. _last, .. Told(events)]);

    public int Ended(OutcomeDocument outcome)
    {
        string end = PlainText.Of($"{outcome.Reason}: {outcome.Text}");
        if (!LastLines.Any(line => line.Contains(end, StringComparison.Ordinal))) LastLines = [.. LastLines, "", end];
        return StatusText.ExitCodeOf(outcome);
    }

    private void Draw(IReadOnlyList<string> lines)
    {
        LastLines = lines;
        display.UpdateTarget(new Text(string.Join('\n', lines)));
    }

    private IEnumerable<string> Told(IReadOnlyList<EventDocument> events)
    {
        if (events.Count > 0) yield return "";
        foreach (EventDocument happened in events.TakeLast(MostEvents))
        {
            DateTimeOffset time = TimeZoneInfo.ConvertTime(happened.Time, context.Time.LocalTimeZone);
            yield return $"{time.ToString("HH:mm:ss", CultureInfo.InvariantCulture)}  {PlainText.Of(happened.Text)}";
        }
    }
}
