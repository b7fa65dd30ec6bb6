using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Runs;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_created_and_replaced_and_no_other_file_remains()
    {
        string path = _folder.At("summary.json");

        AtomicFile.WriteAllText(path, "first");
        AtomicFile.WriteAllText(path, "zweite ü");

        Assert.Equal("zweite ü", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.FullPath));
    }

    [Fact]
    public void The_bytes_and_then_the_name_are_brought_to_the_disk()
    {
        FailingFiles files = FailingFiles.Never();

        AtomicFile.WriteAllText(_folder.At("a"), "text", files);

        Assert.Equal(["write a.writing", "rename a", $"sync {Path.GetFileName(_folder.FullPath)}"], files.Log);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_failure_at_any_operation_leaves_the_old_or_the_new_content(bool staysDown)
    {
        string path = _folder.At("config.yaml");
        int failures = 0;
        for (bool succeeded = false; !succeeded;)
        {
            AtomicFile.WriteAllText(path, "old");
            FailingFiles files = new(failAtOperation: failures + 1, staysDown);

            succeeded = Record.Exception(() => AtomicFile.WriteAllText(path, "new content", files)) is null;

            if (!succeeded) failures++;
            Assert.Contains(File.ReadAllText(path), (string[])["old", "new content"]);
        }
        Assert.Equal(6, failures); // create, two halves, flush, rename, sync
        Assert.Equal("new content", File.ReadAllText(path));
    }

    [Fact]
    public void A_full_disk_is_told_as_such_with_the_path_and_the_next_step()
    {
        string path = _folder.At("config.yaml");
        FailingFiles files = new(failAtOperation: 2, staysDown: false);

        DiskFullException exception =
            Assert.Throws<DiskFullException>(() => AtomicFile.WriteAllText(path, "text", files));

        Assert.Equal(path, exception.Path);
        Assert.Contains("disk is full", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", exception.NextStep, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.FullPath));
    }

    [Fact]
    public void Another_failure_of_the_disk_is_not_told_as_a_full_one()
    {
        IOException exception = Assert.ThrowsAny<IOException>(
            () => AtomicFile.WriteAllText(_folder.At("missing", "config.yaml"), "text"));

        Assert.IsNotType<DiskFullException>(exception);
    }

    [Theory]
    [InlineData(28, true)]
    [InlineData(122, true)]
    [InlineData(unchecked((int)0x80070070), true)]
    [InlineData(5, false)]
    public void No_space_and_no_quota_are_full_disks_and_a_broken_disk_is_not(int error, bool expected) =>
        Assert.Equal(expected, DiskFullException.Explains(new IOException("", error)));
}
