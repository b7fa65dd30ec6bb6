using Distillery.Coordinator.Protocol;
using Distillery.Coordinator.Record;
using Distillery.Messages;

namespace Distillery.Coordinator.Tests.Record;

public sealed class EventLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.At("events.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read_back_with_where_the_run_stood()
    {
        using (EventLog log = new(Path, TimeProvider.System))
        {
            log.Append("node_lost", new ClusterEvent(ClusterEventKind.NodeLost, "gone")
            {
                Node = new NodeId("gpu-7"), Step = 12, Generation = new Generation(1, 3),
            });
        }
        EventEntry entry = Assert.Single(EventLog.ReadLast(Path, 10));
        Assert.Equal(("node_lost", "gone", 12L, "1.3", "gpu-7"), (entry.Kind, entry.Text, entry.Step, entry.Generation, entry.Node));
    }

    [Fact]
    public void A_line_that_was_cut_off_is_passed_over_and_spoils_no_other()
    {
        Write("first");
        File.AppendAllText(Path, "{\"time\":\"2026-");
        Write("second");
        Assert.Equal(["first", "second"], EventLog.ReadLast(Path, 10).Select(entry => entry.Text));
    }

    [Fact]
    public void Only_the_last_ones_are_read()
    {
        for (int i = 0; i < 20; i++) Write($"{i}");
        Assert.Equal(["17", "18", "19"], EventLog.ReadLast(Path, 3).Select(entry => entry.Text));
        Assert.Empty(EventLog.ReadLast(_folder.At("none"), 3));
    }

    [Fact]
    public void A_place_that_cannot_be_written_disturbs_nobody()
    {
        using EventLog log = new(_folder.At("no/such/folder/events.jsonl"), TimeProvider.System);
        log.Append(new EventEntry(default, "warning", "text"));
        log.Append(new EventEntry(default, "warning", "text"));
    }

    private void Write(string text)
    {
        using EventLog log = new(Path, TimeProvider.System);
        log.Append(new EventEntry(default, "warning", text));
    }
}
