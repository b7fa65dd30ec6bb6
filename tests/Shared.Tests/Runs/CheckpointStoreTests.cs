using System.Text.Json;
using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Runs;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly CheckpointFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_run_that_has_saved_nothing_has_no_checkpoint() => Assert.Null(_fixture.Recover());

    [Fact]
    public void What_was_written_is_found_under_the_names_that_scripts_rely_on()
    {
        CheckpointStore store = _fixture.Store(files: FileOperations.Instance);
        _fixture.Write(1200, "a", store);

        Checkpoint checkpoint = _fixture.Recover()!;

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
        PendingCheckpoint.Write(_fixture.Root, 1, "node", [new CheckpointPart("abc", stream => stream.Write("abc"u8))]);

        using JsonDocument done = JsonDocument.Parse(File.ReadAllText(_fixture.At(".writing-step-00000001@node", "DONE")));

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

        _fixture.Write(7, "a", _fixture.Store(files: files), files);

        string[] durable = [.. files.Log.Where(line => !line.StartsWith("delete", StringComparison.Ordinal)).Skip(3)];
        Assert.Equal(
            [
                "write student.safetensors", "write optimizer.safetensors", "write state.json", "write DONE",
                "sync .writing-step-00000007@node", "rename step-00000007", "sync checkpoints",
                "link .writing-latest", "rename latest", "sync checkpoints",
            ],
            durable);
    }

    [Fact]
    public void Only_the_newest_checkpoints_stay()
    {
        CheckpointStore store = _fixture.Store(keepCount: 2);

        foreach (long step in (long[])[100, 200, 300, 400]) _fixture.Write(step, $"{step}", store);

        Assert.Equal(["latest", "step-00000300", "step-00000400"], _fixture.Names());
        Assert.Equal("step-00000400", new FileInfo(_fixture.At("latest")).LinkTarget);
    }

    [Fact]
    public void An_incomplete_checkpoint_does_not_take_the_place_of_a_complete_one_when_old_ones_go()
    {
        CheckpointStore store = _fixture.Store(keepCount: 2);
        _fixture.Write(100, "100", store);
        _fixture.Write(200, "200", store);
        File.Delete(_fixture.At("step-00000200", "DONE"));

        _fixture.Write(300, "300", store);

        Assert.Equal(["latest", "step-00000100", "step-00000300"], _fixture.Names());
    }

    [Fact]
    public void A_checkpoint_of_the_same_step_is_replaced()
    {
        _fixture.Write(100, "first");

        _fixture.Write(100, "second");

        Assert.Equal("second", CheckpointFixture.ContentOf(_fixture.Recover()!));
        Assert.Equal(["latest", "step-00000100"], _fixture.Names());
    }

    [Fact]
    public void Steps_of_nine_digits_are_newer_than_those_of_eight()
    {
        _fixture.Write(99_999_999, "eight");
        _fixture.Write(100_000_000, "nine");

        Assert.Equal(100_000_000, _fixture.Recover()!.Step);
    }

    [Fact]
    public void A_file_system_without_links_gets_a_small_file_in_their_place()
    {
        CheckpointStore store = _fixture.Store(keepCount: 1, files: new LinklessFiles());
        _fixture.Write(100, "100", store);
        _fixture.Write(200, "200", store);

        Assert.Equal("step-00000200\n", File.ReadAllText(_fixture.At("latest")));
        Assert.Equal(200, _fixture.Recover()!.Step);
        Assert.Equal(["latest", "step-00000200"], _fixture.Names());
    }

    [Theory]
    [InlineData("")]
    [InlineData("DONE")]
    [InlineData("../state.json")]
    [InlineData("student.safetensors")]
    public void A_name_that_would_leave_the_folder_or_stands_twice_is_refused(string name)
    {
        CheckpointPart[] parts = [.. CheckpointFixture.Parts("a"), new(name, _ => { })];

        Assert.Throws<ArgumentException>(() => PendingCheckpoint.Write(_fixture.Root, 1, "node", parts));
        Assert.False(Directory.Exists(_fixture.Root));
    }

    [Fact]
    public void A_part_that_the_checkpoint_lacks_is_named_with_those_it_has()
    {
        _fixture.Write(1, "a");

        UserErrorException error =
            Assert.Throws<UserErrorException>(() => _fixture.Recover()!.PathOf("ema.safetensors"));

        Assert.Contains(
            "has no ema.safetensors; it has student.safetensors, ", error.Message, StringComparison.Ordinal);
    }
}
