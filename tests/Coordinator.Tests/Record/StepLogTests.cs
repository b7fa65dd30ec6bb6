using Distillery.Coordinator.Record;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Tests.Record;

public sealed class StepLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunShape _shape = TestStudy.Shape();

    private string LogPath => _folder.At("steps.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Entries_come_back_as_they_were_written()
    {
        StepEntry[] entries = [.. Entries(10)];
        entries[3] = entries[3] with { IsSkipped = true, DifferingRanks = [1], WeightsHash = ulong.MaxValue };
        Write(entries);

        Assert.Equivalent(entries, StepLog.ReadEntries(LogPath), strict: true);
        Assert.Equal(10, Open().Count);
    }

    [Fact]
    public void The_chain_is_the_same_whatever_the_cluster_did_and_another_one_for_another_step()
    {
        StepEntry[] entries = [.. Entries(4)];
        string first = ChainOf(entries);
        string elsewhere = ChainOf([.. entries.Select(entry => entry with { Generation = "7.9", Seconds = 9, WallSeconds = 99 })]);
        entries[1] = entries[1] with { AverageHash = entries[1].AverageHash ^ 1 };

        Assert.Equal(first, elsewhere);
        Assert.NotEqual(first, ChainOf(entries));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(300)]
    public void A_torn_last_line_is_removed_and_told(int cutBytes)
    {
        Write([.. Entries(5)]);
        using (FileStream file = File.OpenWrite(LogPath)) file.SetLength(file.Length - cutBytes);
        List<string> warnings = [];

        using StepLog log = StepLog.Open(LogPath, warnings.Add);
        log.Append(Entries(5).Last());

        Assert.Contains("line 5", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Equal(5, StepLog.ReadEntries(LogPath).Count());
        Assert.Null(StepLog.Verify(LogPath).Damage);
    }

    [Theory]
    [InlineData("\"scored\":22", "\"scored\":23")]
    [InlineData("\"chain\":\"", "\"chain\":\"0")]
    [InlineData("{\"step\"", "[\"step\"")]
    public void A_line_changed_in_the_midst_is_refused_with_its_number(string old, string changed)
    {
        Write([.. Entries(6)]);
        string[] lines = File.ReadAllLines(LogPath);
        lines[2] = lines[2].Replace(old, changed, StringComparison.Ordinal);
        File.WriteAllLines(LogPath, lines);

        UserErrorException error = Assert.Throws<UserErrorException>(Open);

        Assert.Contains($"{LogPath}:3: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(6, File.ReadLines(LogPath).Count());
    }

    [Fact]
    public void A_line_taken_out_is_refused()
    {
        Write([.. Entries(6)]);
        File.WriteAllLines(LogPath, File.ReadAllLines(LogPath).Where((_, i) => i != 2));
        UserErrorException error = Assert.Throws<UserErrorException>(Open);
        Assert.Contains("of step 3, and step 2 should stand there", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_that_come_again_after_a_truncation_give_the_same_bytes()
    {
        Write([.. Entries(8)]);
        byte[] whole = File.ReadAllBytes(LogPath);
        using (StepLog log = Open())
        {
            log.Truncate(3);
            Assert.Equal(3, log.Count);
            foreach (StepEntry entry in Entries(8).Skip(3)) log.Append(entry);
        }
        Assert.Equal(whole, File.ReadAllBytes(LogPath));
    }

    [Fact]
    public void A_step_out_of_order_is_refused()
    {
        using StepLog log = Open();
        Assert.Throws<ArgumentException>(() => log.Append(Entries(2).Last()));
    }

    [Fact]
    public void A_full_disk_within_a_line_leaves_no_torn_line()
    {
        FullDisk disk = new();
        StepEntry[] entries = [.. Entries(2)];
        using (StepLog log = StepLog.Open(LogPath, Fail, disk.Around))
        {
            log.Append(entries[0]);
            disk.RoomBytes = 10;
            Assert.Throws<DiskFullException>(() => log.Append(entries[1]));
            disk.RoomBytes = long.MaxValue;
            log.Append(entries[1]);
        }
        Assert.Equal(2, StepLog.Verify(LogPath).SoundCount);
    }

    [Fact]
    public void A_log_of_many_lines_is_verified_within_its_reading_buffer()
    {
        StepEntry entry = Entries(1).Single();
        using (StepLog log = Open())
        {
            for (long step = 0; step < 5000; step++) log.Append(entry with { Step = step });
        }
        (long count, string chain, StepLogDamage? damage) = StepLog.Verify(LogPath);
        Assert.Equal((5000L, 64), (count, chain.Length));
        Assert.Null(damage);
    }

    private static void Fail(string warning) => Assert.Fail(warning);

    private StepLog Open() => StepLog.Open(LogPath, Fail);

    private string ChainOf(StepEntry[] entries)
    {
        File.Delete(LogPath);
        Write(entries);
        return StepLog.Verify(LogPath).Chain;
    }

    private void Write(StepEntry[] entries)
    {
        using StepLog log = Open();
        foreach (StepEntry entry in entries) log.Append(entry);
    }

    private IEnumerable<StepEntry> Entries(long count) =>
        new EntryMaker(_shape, wallSecondsBefore: 5, new ManualTime()).Make(TestStudy.Records(_shape, 0, count));
}
