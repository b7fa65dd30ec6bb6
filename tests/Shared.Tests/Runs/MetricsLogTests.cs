using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Runs;

public sealed class MetricsLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string LogPath => _folder.At("metrics.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_is_one_object_with_step_epoch_and_the_measures_in_order()
    {
        using MetricsLog log = MetricsLog.Open(LogPath, resumedStep: null);

        log.Append(10, 0.125, [("loss", 2.5), ("learning_rate", 0.1)]);

        Assert.Equal("{\"step\":10,\"epoch\":0.125,\"loss\":2.5,\"learning_rate\":0.1}\n", ReadShared());
    }

    [Fact]
    public void What_was_written_is_read_back_while_the_run_goes_on()
    {
        using MetricsLog log = MetricsLog.Open(LogPath, resumedStep: null);
        log.Append(10, 0.1, [("loss", 1.0 / 3)]);
        log.Append(20, 0.2, [("loss", double.NaN), ("top1", 0.9), ("gradient_norm", double.PositiveInfinity)]);

        IReadOnlyList<MetricsEntry> entries = MetricsLog.ReadAll(LogPath);

        Assert.Equal([10, 20], entries.Select(entry => entry.Step));
        Assert.Equal(1.0 / 3, entries[0].Values["loss"]);
        Assert.Equal(0.2, entries[1].Epoch);
        Assert.Equal(0.9, entries[1].Values["top1"]);
        Assert.True(double.IsNaN(entries[1].Values["loss"]) && double.IsNaN(entries[1].Values["gradient_norm"]));
        Assert.EndsWith("\"loss\":null,\"top1\":0.9,\"gradient_norm\":null}\n", ReadShared(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_without_a_log_has_no_entries() => Assert.Empty(MetricsLog.ReadAll(LogPath));

    [Fact]
    public void Lines_beyond_the_resumed_step_are_removed_and_those_of_the_step_stay()
    {
        WriteSteps(0, 10, 20, 20, 30, 40);

        using (MetricsLog log = MetricsLog.Open(LogPath, resumedStep: 20)) log.Append(25, 0, []);

        Assert.Equal([0, 10, 20, 20, 25], Steps());
    }

    [Fact]
    public void A_resumption_at_the_last_step_removes_nothing_and_one_before_the_first_everything()
    {
        WriteSteps(10, 20);
        MetricsLog.Open(LogPath, resumedStep: 20).Dispose();
        Assert.Equal([10, 20], Steps());

        MetricsLog.Open(LogPath, resumedStep: 9).Dispose();
        Assert.Empty(Steps());
    }

    [Fact]
    public void A_first_start_empties_the_log()
    {
        WriteSteps(0, 10);

        MetricsLog.Open(LogPath, resumedStep: null).Dispose();

        Assert.Equal("", File.ReadAllText(LogPath));
    }

    [Theory]
    [InlineData("{\"step\":30,\"epo")]           // torn within
    [InlineData("{\"step\":15,\"epoch\":1}")]    // torn before its line end
    [InlineData("\0\0\0\0\0\n")]                 // what some file systems show after a power cut
    [InlineData("{\"epoch\":1}\n{\"step\":16}\n")] // no step: nothing after it can be trusted
    [InlineData("17\n")]
    public void A_torn_or_unreadable_line_is_not_read_and_is_dropped_at_the_resumption(string tail)
    {
        WriteSteps(10);
        File.AppendAllText(LogPath, tail);
        Assert.Equal([10], Steps());

        using (MetricsLog log = MetricsLog.Open(LogPath, resumedStep: 100)) log.Append(20, 0, []);

        Assert.Equal([10, 20], Steps());
        Assert.Equal(2, File.ReadAllLines(LogPath).Length);
    }

    [Fact]
    public void Lines_longer_than_the_reading_buffer_are_read()
    {
        (string, double)[] values = [.. Enumerable.Range(0, 20_000).Select(i => ($"measure_{i}", (double)i))];
        using (MetricsLog log = MetricsLog.Open(LogPath, resumedStep: null))
        {
            log.Append(1, 0, values);
            log.Append(2, 0, values);
            log.Append(3, 0, values);
        }

        MetricsLog.Open(LogPath, resumedStep: 2).Dispose();

        Assert.Equal([1, 2], Steps());
        Assert.Equal(19_999, MetricsLog.ReadAll(LogPath)[1].Values["measure_19999"]);
    }

    [Theory]
    [InlineData("loss")]
    [InlineData("step")]
    [InlineData("epoch")]
    public void A_name_that_stands_twice_is_refused_and_nothing_is_written(string name)
    {
        using MetricsLog log = MetricsLog.Open(LogPath, resumedStep: null);

        Assert.Throws<ArgumentException>(() => log.Append(1, 0, [("loss", 1), (name, 2)]));

        Assert.Equal("", ReadShared());
    }

    [Fact]
    public void A_full_disk_within_a_line_leaves_no_torn_line_and_the_next_one_is_whole()
    {
        int half = 0;
        void Fail()
        {
            if (++half == 4) throw new IOException("No space left on device", 28); // second half of the second line
        }
        using MetricsLog log = MetricsLog.Open(LogPath, resumedStep: null, stream => new HalvingStream(stream, Fail));
        log.Append(1, 0, []);

        DiskFullException exception = Assert.Throws<DiskFullException>(() => log.Append(2, 0, []));
        log.Append(3, 0, []);

        Assert.Equal(LogPath, exception.Path);
        Assert.Equal([1, 3], Steps());
        Assert.Equal(2, ReadShared().Count(character => character == '\n'));
    }

    private void WriteSteps(params ReadOnlySpan<long> steps)
    {
        using MetricsLog log = MetricsLog.Open(LogPath, resumedStep: null);
        foreach (long step in steps) log.Append(step, 0, [("loss", step)]);
    }

    private long[] Steps() => [.. MetricsLog.ReadAll(LogPath).Select(entry => entry.Step)];

    private string ReadShared()
    {
        using StreamReader reader = new(new FileStream(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
