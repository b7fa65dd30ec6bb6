using System.Text.Json;
using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Runs;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly CheckpointFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_run_that_has_saved_nothing_has_no_checkpoint() => Assert.Null(_fixture.Store().Latest());

    [Fact]
    public void What_was_written_is_found_under_the_names_that_scripts_rely_on()
    {
        CheckpointStore store = _fixture.Store(files: FileOperations.Instance);
        store.Write(1200, CheckpointFixture.Parts("a"));

        Checkpoint checkpoint = store.Latest()!;

        Assert.Equal(1200, checkpoint.Step);
        Assert.Equal(_fixture.At("step-00001200"), checkpoint.FolderPath);
        Assert.Equal(["student.safetensors", "optimizer.safetensors", "state.json"], checkpoint.FileNames);
        Assert.Equal("a", CheckpointFixture.ContentOf(checkpoint));
        Assert.True(File.Exists(_fixture.At("latest", "DONE")));
        Assert.Equal(["latest", "step-00001200"], _fixture.Names());
        Assert.Empty(_fixture.Warnings);
    }

    [Fact]
    public void The_completion_marker_lists_lengths_and_the_checksums_of_sha256sum()
    {
        _fixture.Store().Write(1, [new CheckpointPart("abc", stream => stream.Write("abc"u8))]);

        using JsonDocument done = JsonDocument.Parse(File.ReadAllText(_fixture.At("step-00000001", "DONE")));

        JsonElement file = done.RootElement.GetProperty("files")[0];
        Assert.Equal("distillery checkpoint", done.RootElement.GetProperty("format").GetString());
        Assert.Equal(1, done.RootElement.GetProperty("version").GetInt32());
        Assert.Equal(1, done.RootElement.GetProperty("step").GetInt64());
        Assert.Equal("abc", file.GetProperty("name").GetString());
        Assert.Equal(3, file.GetProperty("bytes").GetInt64());
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", // FIPS 180's first example
            file.GetProperty("sha256").GetString());
    }

    [Fact]
    public void Every_file_is_on_the_disk_before_the_marker_and_the_marker_before_the_name()
    {
        FailingFiles files = FailingFiles.Never();

        _fixture.Store(files: files).Write(7, CheckpointFixture.Parts("a"));

        string[] durable = [.. files.Log.Where(line => !line.StartsWith("delete", StringComparison.Ordinal)).Skip(3)];
        Assert.Equal(
            [
                "write student.safetensors", "write optimizer.safetensors", "write state.json", "write DONE",
                "sync .writing-step-00000007", "rename step-00000007", "sync checkpoints",
                "link .writing-latest", "rename latest", "sync checkpoints",
            ],
            durable);
    }

    [Fact]
    public void Only_the_newest_checkpoints_stay()
    {
        CheckpointStore store = _fixture.Store(keepCount: 2);

        foreach (long step in (long[])[100, 200, 300, 400]) store.Write(step, CheckpointFixture.Parts($"{step}"));

        Assert.Equal(["latest", "step-00000300", "step-00000400"], _fixture.Names());
        Assert.Equal("step-00000400", new FileInfo(_fixture.At("latest")).LinkTarget);
    }

    [Fact]
    public void The_best_checkpoint_stays_until_another_is_best()
    {
        CheckpointStore store = _fixture.Store(keepCount: 1);
        store.Write(100, CheckpointFixture.Parts("100"));
        store.MarkBest(100);
        store.Write(200, CheckpointFixture.Parts("200"));
        store.Write(300, CheckpointFixture.Parts("300"));
        Assert.Equal(["best", "latest", "step-00000100", "step-00000300"], _fixture.Names());
        Assert.Equal(100, CheckpointReader.FindBest(_fixture.Root)!.Step);

        store.MarkBest(300);
        store.Write(400, CheckpointFixture.Parts("400"));

        Assert.Equal(["best", "latest", "step-00000300", "step-00000400"], _fixture.Names());
        Assert.Equal(300, CheckpointReader.FindBest(_fixture.Root)!.Step);
    }

    [Fact]
    public void No_checkpoint_is_best_until_one_is_marked_and_only_a_complete_one_can_be()
    {
        Assert.Null(CheckpointReader.FindBest(_fixture.Root));
        Assert.Throws<ArgumentException>(() => _fixture.Store().MarkBest(100));
    }

    [Fact]
    public void An_incomplete_checkpoint_does_not_take_the_place_of_a_complete_one_when_old_ones_go()
    {
        CheckpointStore store = _fixture.Store(keepCount: 2);
        store.Write(100, CheckpointFixture.Parts("100"));
        store.Write(200, CheckpointFixture.Parts("200"));
        File.Delete(_fixture.At("step-00000200", "DONE"));

        store.Write(300, CheckpointFixture.Parts("300"));

        Assert.Equal(["latest", "step-00000100", "step-00000300"], _fixture.Names());
    }

    [Fact]
    public void A_checkpoint_of_the_same_step_is_replaced()
    {
        CheckpointStore store = _fixture.Store();
        store.Write(100, CheckpointFixture.Parts("first"));

        store.Write(100, CheckpointFixture.Parts("second"));

        Assert.Equal("second", CheckpointFixture.ContentOf(store.Latest()!));
        Assert.Equal(["latest", "step-00000100"], _fixture.Names());
    }

    [Fact]
    public void Steps_of_nine_digits_are_newer_than_those_of_eight()
    {
        CheckpointStore store = _fixture.Store();
        store.Write(99_999_999, CheckpointFixture.Parts("eight"));
        store.Write(100_000_000, CheckpointFixture.Parts("nine"));

        Assert.Equal(100_000_000, store.Latest()!.Step);
    }

    [Fact]
    public void A_file_system_without_links_gets_a_small_file_in_their_place()
    {
        CheckpointStore store = _fixture.Store(keepCount: 1, files: new LinklessFiles());
        store.Write(100, CheckpointFixture.Parts("100"));
        store.MarkBest(100);
        store.Write(200, CheckpointFixture.Parts("200"));

        Assert.Equal("step-00000200\n", File.ReadAllText(_fixture.At("latest")));
        Assert.Equal(100, CheckpointReader.FindBest(_fixture.Root)!.Step);
        Assert.Equal(["best", "latest", "step-00000100", "step-00000200"], _fixture.Names());
    }

    [Theory]
    [InlineData("")]
    [InlineData("DONE")]
    [InlineData("../state.json")]
    [InlineData("student.safetensors")]
    public void A_name_that_would_leave_the_folder_or_stands_twice_is_refused(string name)
    {
        CheckpointPart[] parts = [.. CheckpointFixture.Parts("a"), new(name, _ => { })];

        Assert.Throws<ArgumentException>(() => _fixture.Store().Write(1, parts));
        Assert.False(Directory.Exists(_fixture.Root));
    }

    [Fact]
    public void A_part_that_the_checkpoint_lacks_is_named_with_those_it_has()
    {
        _fixture.Store().Write(1, CheckpointFixture.Parts("a"));

        UserErrorException error =
            Assert.Throws<UserErrorException>(() => _fixture.Store().Latest()!.PathOf("ema.safetensors"));

        Assert.Contains(
            "has no ema.safetensors; it has student.safetensors, ", error.Message, StringComparison.Ordinal);
    }
}
