using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Runs;

public sealed class PendingCheckpointTests : IDisposable
{
    private readonly CheckpointFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_pending_checkpoint_is_none_until_it_is_published()
    {
        string folder = Pend(100, "node-1");
        Assert.Null(CheckpointReader.FindLatest(_fixture.Root, _ => { }));
        Assert.Equal([folder], _fixture.Names());

        _fixture.Store().Publish(100, folder);

        Assert.Equal("node-1", CheckpointFixture.ContentOf(_fixture.Recover()!));
        Assert.Equal(["latest", "step-00000100"], _fixture.Names());
    }

    [Fact]
    public void Publishing_removes_what_dead_writers_left_and_leaves_a_later_one_alone()
    {
        Pend(100, "dead");
        Pend(200, "dead");
        string later = Pend(300, "alive");

        _fixture.Store().Publish(200, Pend(200, "alive"));

        Assert.Equal([later, "latest", "step-00000200"], _fixture.Names());
        _fixture.Store().Publish(300, later);
        Assert.Equal(["latest", "step-00000200", "step-00000300"], _fixture.Names());
    }

    [Fact]
    public void A_publisher_that_starts_does_not_disturb_a_node_that_writes()
    {
        _fixture.Store().Publish(100, Pend(100, "node-1"));
        string later = Pend(200, "node-1");
        Pend(50, "node-0");

        Assert.Equal(100, _fixture.Recover()!.Step);

        Assert.Equal([later, "latest", "step-00000100"], _fixture.Names());
    }

    [Fact]
    public void A_checkpoint_of_the_same_step_is_replaced()
    {
        CheckpointStore store = _fixture.Store();
        store.Publish(100, Pend(100, "node-1"));
        store.Publish(100, Pend(100, "node-2"));
        Assert.Equal("node-2", CheckpointFixture.ContentOf(_fixture.Recover()!));
    }

    [Fact]
    public void Only_a_finished_writing_of_that_step_is_published()
    {
        string folder = Pend(100, "node-1");
        Assert.Throws<ArgumentException>(() => _fixture.Store().Publish(200, folder));
        Assert.Throws<ArgumentException>(() => _fixture.Store().Publish(100, "step-00000100"));
        Assert.Throws<ArgumentException>(() => _fixture.Store().Publish(100, "../" + folder));
        Assert.Throws<ArgumentException>(() => _fixture.Store().Publish(100, ".writing-step-00000100@nobody"));
        File.Delete(_fixture.At(folder, "DONE"));
        Assert.Throws<ArgumentException>(() => _fixture.Store().Publish(100, folder));
    }

    [Fact]
    public void A_full_disk_leaves_nothing_of_the_attempt()
    {
        _fixture.Store().Publish(100, Pend(100, "node-1"));
        DiskFullException error = Assert.Throws<DiskFullException>(() => PendingCheckpoint.Write(
            _fixture.Root, 200, "node-1", CheckpointFixture.Parts("new"), new FailingFiles(6, staysDown: false)));
        Assert.Equal(_fixture.At("step-00000200"), error.Path);
        Assert.Equal(["latest", "step-00000100"], _fixture.Names());
    }

    [Fact]
    public void A_failure_at_any_point_of_publishing_leaves_the_old_checkpoint_or_the_new_one()
    {
        bool isPublished = false;
        for (int operation = 1; !isPublished; operation++)
        {
            using CheckpointFixture fixture = new();
            fixture.Write(100, "old");
            string folder = PendingCheckpoint.Write(fixture.Root, 100, "node", CheckpointFixture.Parts("new"));
            isPublished = Succeeds(() => fixture.Store(files: new FailingFiles(operation, staysDown: true)).Publish(100, folder));
            string content = CheckpointFixture.ContentOf(fixture.Recover()!);
            Assert.Contains(content, (string[])(isPublished ? ["new"] : ["old", "new"]));
        }
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

    private string Pend(long step, string writer) =>
        PendingCheckpoint.Write(_fixture.Root, step, writer, CheckpointFixture.Parts(writer));
}
