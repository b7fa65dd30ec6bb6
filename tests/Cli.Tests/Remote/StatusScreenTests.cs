using Distillery.Cli.Remote;
using Distillery.Cli.Terminal;
using Distillery.Cli.Tests.Progress;
using Distillery.Coordinator.Http.Documents;
using Spectre.Console;

namespace Distillery.Cli.Tests.Remote;

/// <summary>What <c>status --watch</c> draws on a terminal.</summary>
public sealed class StatusScreenTests
{
    private static readonly RunDocument Run = new(
        "9f2c", "study", "unix", "running", "1.3", 40, 100, 1.25, 0.8312, 0.41, 1280, 12.5, 1, 1, null, 2560, 512, 30,
        [new TeacherDocument("gpu-9-0c", "gpu-9", "ready", 3, 1280, 0, 0.0412)]);

    private static readonly NodeDocument Node = new("gpu-7-4f", "gpu-7", "10.0.0.7:7701", ["student"], "training", 0, 4, 41, 0.1);

    private readonly StringWriter _drawn = new();
    private readonly CliContext _context;

    public StatusScreenTests() =>
        _context = new CliContext(TextWriter.Null, TextWriter.Null, IsTerminal: true, new ManualTime(), CancellationToken.None);

    [Fact]
    public void It_draws_the_run_its_nodes_its_teachers_and_the_last_events()
    {
        EventDocument[] events = [.. Enumerable.Range(1, 20).Select(i => Event($"something {i} happened"))];
        Draw(screen => screen.Show(Run, [Node], events));
        foreach (string part in (string[])["study  unix  running", "step 40 of 100", "512 images/s, 30 s left", "gpu-7-4f", "gpu-9-0c", "41.2 ms"])
            Assert.Contains(part, _drawn.ToString(), StringComparison.Ordinal);
        Assert.Contains("something 13 happened", _drawn.ToString(), StringComparison.Ordinal); // The last eight.
        Assert.DoesNotContain("something 12 happened", _drawn.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_drawn_before_is_drawn_over()
    {
        Draw(screen =>
        {
            screen.Show(Run, [Node], []);
            screen.Show(Run with { Step = 41 }, [Node], []);
        });
        string text = _drawn.ToString();
        Assert.Contains("step 41 of 100", text, StringComparison.Ordinal);
        string between = text[text.IndexOf("step 40", StringComparison.Ordinal)..text.IndexOf("step 41", StringComparison.Ordinal)];
        Assert.Matches(@"\r\x1b\[\d+A", between); // Back to the first line that was drawn.
    }

    [Fact]
    public void A_coordinator_that_is_gone_is_told_above_what_was_last_known()
    {
        IReadOnlyList<string> lines = Draw(screen =>
        {
            screen.Show(Run, [Node], []);
            screen.Gone("no coordinator answers at host:1", []);
        });
        Assert.Equal("no coordinator answers at host:1; it is waited for", lines[0]);
        Assert.Contains("study  unix  running", lines);
    }

    [Fact]
    public void What_is_left_on_the_terminal_says_how_it_ended()
    {
        IReadOnlyList<string> lines = Draw(screen =>
        {
            screen.Show(Run, [Node], []);
            Assert.Equal(ExitCodes.Failed, screen.Ended(new OutcomeDocument(OutcomeDocument.Failed, "it diverged", "Start again.")));
        });
        Assert.Equal("failed: it diverged", lines[^1]);
    }

    [Fact]
    public void A_node_cannot_steer_the_terminal()
    {
        Draw(screen => screen.Show(Run, [Node with { Name = "a\u001b[31mb" }], [Event("c\u001b[31md")]));
        Assert.DoesNotContain("\u001b[31m", _drawn.ToString(), StringComparison.Ordinal);
        Assert.Contains("a\uFFFD[31mb", _drawn.ToString(), StringComparison.Ordinal);
    }

    private IReadOnlyList<string> Draw(Action<StatusScreen> draw)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(_drawn),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Profile.Width = 200;
        return console.Live(new Text("")).Start(display =>
        {
            StatusScreen screen = new(display, _context);
            draw(screen);
            return screen.LastLines;
        });
    }

    private static EventDocument Event(string text) => new("1", DateTimeOffset.UnixEpoch, "warning", text);
}
