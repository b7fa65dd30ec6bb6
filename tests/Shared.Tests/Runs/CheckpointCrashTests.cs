using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Runs;

/// <summary>For every operation of a checkpoint's writing: stop there, and see what the next start finds.</summary>
public sealed class CheckpointCrashTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_failure_at_any_point_leaves_the_previous_or_the_new_checkpoint(bool staysDown) =>
        FailEverywhere(
            staysDown,
            fixture =>
            {
                fixture.Write(100, "100");
                fixture.Write(200, "200");
            },
            step: 300,
            acceptable: ["200", "new"]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_failure_while_the_only_checkpoint_is_replaced_leaves_the_old_or_the_new_one(bool staysDown) =>
        FailEverywhere(
            staysDown,
            fixture => fixture.Write(300, "old"),
            step: 300,
            acceptable: ["old", "new"]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_failure_in_the_first_checkpoint_leaves_none_or_that_one(bool staysDown) =>
        FailEverywhere(staysDown, _ => { }, step: 300, acceptable: [null, "new"]);

    [Fact]
    public void A_second_crash_while_clearing_up_after_the_first_loses_nothing_either()
    {
        for (int first = 1; ; first++)
        {
            for (int second = 1; ; second++)
            {
                using CheckpointFixture fixture = new();
                fixture.Write(300, "old");
                FailingFiles files = new(first, staysDown: true);
                bool written = Succeeds(() => fixture.Write(300, "new", fixture.Store(files: files), files));
                bool cleared = Succeeds(() => fixture.Recover(new FailingFiles(second, staysDown: true)));

                AssertSound(fixture, ["old", "new"]);

                if (written) return;
                if (cleared) break;
            }
        }
    }

    [Fact]
    public void A_full_disk_names_the_checkpoint_and_a_later_write_succeeds()
    {
        using CheckpointFixture fixture = new();
        fixture.Write(100, "100");
        FailingFiles files = new(8, staysDown: false);
        CheckpointStore store = fixture.Store(files: files);

        DiskFullException exception =
            Assert.Throws<DiskFullException>(() => fixture.Write(200, "200", store, files));

        Assert.Equal(fixture.At("step-00000200"), exception.Path);
        Assert.Equal(["latest", "step-00000100"], fixture.Names());
        fixture.Write(200, "200", store, files);
        Assert.Equal("200", CheckpointFixture.ContentOf(fixture.Recover()!));
    }

    [Fact]
    public void A_failure_in_a_part_itself_is_handed_on_and_leaves_no_trace()
    {
        using CheckpointFixture fixture = new();
        CheckpointPart broken = new("state.json", _ => throw new InvalidOperationException("no state"));

        Assert.Throws<InvalidOperationException>(() => PendingCheckpoint.Write(fixture.Root, 100, "node", [broken]));

        Assert.Empty(fixture.Names());
    }

    /// <summary>Lets the operation with number 1, 2, … fail until the whole write gets through.</summary>
    private static void FailEverywhere(
        bool staysDown, Action<CheckpointFixture> prepare, long step, IReadOnlyList<string?> acceptable)
    {
        HashSet<string?> seen = [];
        bool succeeded = false;
        int operation = 0;
        while (!succeeded)
        {
            operation++;
            using CheckpointFixture fixture = new();
            prepare(fixture);
            FailingFiles files = new(operation, staysDown);

            succeeded = Succeeds(() => fixture.Write(step, "new", fixture.Store(keepCount: 2, files), files))
                && fixture.Warnings.Count == 0;

            seen.Add(AssertSound(fixture, acceptable));
            fixture.Write(step, "later", fixture.Store(keepCount: 2));
            Assert.Equal("later", AssertSound(fixture, ["later"]));
            Assert.DoesNotContain(fixture.Names(), name => name.StartsWith('.'));
        }
        Assert.True(operation > 20, $"only {operation} operations were tried");
        Assert.Equal(acceptable.ToHashSet(), seen); // Both outcomes happened, so the failures reached far enough.
    }

    private static bool Succeeds(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>What the next start finds: an acceptable checkpoint, whole, under <c>latest</c> too, with no rest of the failed
    /// attempt but what a living node might still be writing, and every older checkpoint that bears a name whole as
    /// well.</summary>
    private static string? AssertSound(CheckpointFixture fixture, IReadOnlyList<string?> acceptable)
    {
        fixture.Warnings.Clear();
        Checkpoint? checkpoint = fixture.Recover();
        string? content = checkpoint is null ? null : CheckpointFixture.ContentOf(checkpoint);
        Assert.Contains(content, acceptable);
        Assert.Empty(fixture.Warnings);
        string[] names = Directory.Exists(fixture.Root) ? fixture.Names() : [];
        string[] hidden = [.. names.Where(name => name.StartsWith('.'))];
        if (hidden.Length > 0) Assert.Equal([".writing-step-00000300@node"], hidden);
        foreach (string name in fixture.StepNames()) CheckpointReader.Open(fixture.At(name));
        if (checkpoint is not null) Assert.Equal(checkpoint.Step, CheckpointReader.Open(fixture.At("latest")).Step);
        return content;
    }
}
