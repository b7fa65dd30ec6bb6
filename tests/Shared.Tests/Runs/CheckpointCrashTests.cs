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
            store =>
            {
                store.Write(100, CheckpointFixture.Parts("100"));
                store.Write(200, CheckpointFixture.Parts("200"));
            },
            step: 300,
            acceptable: ["200", "new"]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_failure_while_the_only_checkpoint_is_replaced_leaves_the_old_or_the_new_one(bool staysDown) =>
        FailEverywhere(
            staysDown,
            store => store.Write(300, CheckpointFixture.Parts("old")),
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
                fixture.Store().Write(300, CheckpointFixture.Parts("old"));
                bool written = Succeeds(() => fixture.Store(files: new FailingFiles(first, staysDown: true))
                    .Write(300, CheckpointFixture.Parts("new")));
                bool cleared = Succeeds(() => fixture.Store(files: new FailingFiles(second, staysDown: true)).Latest());

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
        fixture.Store().Write(100, CheckpointFixture.Parts("100"));
        CheckpointStore store = fixture.Store(files: new FailingFiles(8, staysDown: false));

        DiskFullException exception =
            Assert.Throws<DiskFullException>(() => store.Write(200, CheckpointFixture.Parts("200")));

        Assert.Equal(fixture.At("step-00000200"), exception.Path);
        Assert.Equal(["latest", "step-00000100"], fixture.Names());
        store.Write(200, CheckpointFixture.Parts("200"));
        Assert.Equal("200", CheckpointFixture.ContentOf(store.Latest()!));
    }

    [Fact]
    public void A_failure_in_a_part_itself_is_handed_on_and_leaves_no_trace()
    {
        using CheckpointFixture fixture = new();
        CheckpointPart broken = new("state.json", _ => throw new InvalidOperationException("no state"));

        Assert.Throws<InvalidOperationException>(() => fixture.Store().Write(100, [broken]));

        Assert.Empty(fixture.Names());
    }

    /// <summary>Lets the operation with number 1, 2, … fail until the whole write gets through.</summary>
    private static void FailEverywhere(
        bool staysDown, Action<CheckpointStore> prepare, long step, IReadOnlyList<string?> acceptable)
    {
        HashSet<string?> seen = [];
        bool succeeded = false;
        int operation = 0;
        while (!succeeded)
        {
            operation++;
            using CheckpointFixture fixture = new();
            prepare(fixture.Store(keepCount: 2));
            CheckpointStore failing = fixture.Store(keepCount: 2, new FailingFiles(operation, staysDown));

            succeeded = Succeeds(() => failing.Write(step, CheckpointFixture.Parts("new")))
                && fixture.Warnings.Count == 0;

            seen.Add(AssertSound(fixture, acceptable));
            fixture.Store(keepCount: 2).Write(step, CheckpointFixture.Parts("later"));
            Assert.Equal("later", AssertSound(fixture, ["later"]));
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

    /// <summary>What the next start finds: an acceptable checkpoint, whole, under <c>latest</c> too, with no rest of
    /// the failed write, and every older checkpoint that bears a name whole as well.</summary>
    private static string? AssertSound(CheckpointFixture fixture, IReadOnlyList<string?> acceptable)
    {
        fixture.Warnings.Clear();
        Checkpoint? checkpoint = fixture.Store().Latest();
        string? content = checkpoint is null ? null : CheckpointFixture.ContentOf(checkpoint);
        Assert.Contains(content, acceptable);
        Assert.Empty(fixture.Warnings);
        if (Directory.Exists(fixture.Root)) Assert.DoesNotContain(fixture.Names(), name => name.StartsWith('.'));
        foreach (string name in fixture.StepNames()) CheckpointReader.Open(fixture.At(name));
        if (checkpoint is not null) Assert.Equal(checkpoint.Step, CheckpointReader.Open(fixture.At("latest")).Step);
        return content;
    }
}
