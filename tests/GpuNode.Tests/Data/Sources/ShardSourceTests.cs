using System.Text;
using Distillery.GpuNode.Data.Augmentation;
using Distillery.GpuNode.Data.Sources;
using Distillery.GpuNode.Data.Sources.Scanning;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Data.Sources;

public sealed class ShardSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Cache => _folder.File("cache");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Samples_are_numbered_through_all_shards_and_read_by_position()
    {
        WriteTwo();
        using ShardSource source = Open("train-{0..1}.tar");
        Assert.Equal((11, 3), (source.Count, source.ClassCount));
        Assert.Equal([4, 7], source.ShardCounts);
        EncodedBuffer buffer = new();
        foreach (int sample in (int[])[10, 0, 4, 3, 7])
        {
            Assert.Equal(ImageFixtures.Bytes(TestShards.ImageOf(sample)), source.Read(sample, buffer).ToArray());
            Assert.Equal(sample % 3, source.Label(sample));
        }
        Assert.Contains("train-1.tar, image 3", source.NameOf(7), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => source.Label(11));
    }

    [Fact]
    public void An_index_is_kept_beside_its_shard_and_used_again()
    {
        WriteTwo();
        using (Open("train-*.tar")) Assert.True(File.Exists(_folder.File("train-0.tar.index")));
        // An index of other labels shows whether it is used.
        ShardIndex index = ShardScanner.Scan(_folder.File("train-0.tar"), DataFormat.Webdataset);
        Assert.True(ShardIndexFile.TryWrite(_folder.File("train-0.tar.index"), index with { Labels = [2, 2, 2, 2] }));
        using ShardSource again = Open("train-*.tar");
        Assert.Equal(2, again.Label(0));
    }

    [Fact]
    public void An_index_that_is_damaged_or_older_than_its_shard_is_built_anew()
    {
        WriteTwo();
        using (Open("train-*.tar"))
        {
            // Only to have the indices.
        }
        TestShards.Write(_folder.File("train-0.tar"), 0, 3);
        byte[] index = File.ReadAllBytes(_folder.File("train-1.tar.index"));
        index[40] ^= 1;
        File.WriteAllBytes(_folder.File("train-1.tar.index"), index);
        using ShardSource source = Open("train-*.tar");
        Assert.Equal([3, 7], source.ShardCounts);
        Assert.Equal(4 % 3, source.Label(3));
    }

    [Fact]
    public void Where_the_folder_cannot_be_written_the_index_goes_to_the_cache()
    {
        string shard = _folder.File("train-0.tar");
        TestShards.Write(shard, 0, 4);
        Directory.CreateDirectory(shard + ".index"); // Stands in for a folder without the right to write.
        using (Open("train-0.tar")) Assert.Single(Directory.GetFiles(Cache));
        using ShardSource again = Open("train-0.tar");
        Assert.Equal(4, again.Count);
    }

    [Fact]
    public void A_class_may_stand_in_json_and_other_files_are_passed_over()
    {
        byte[] image = ImageFixtures.Bytes("grey.jpg");
        TestShards.Write(_folder.File("train-0.tar"),
        [
            ("README", [1]), ("a/one.txt", [1]), ("a/one.jpeg", image), ("a/one.json", Encoding.UTF8.GetBytes("{\"label\": 41}")),
            ("b/one.cls", Encoding.UTF8.GetBytes("7")), ("b/one.JPG", image),
        ]);
        using ShardSource source = Open("train-0.tar");
        Assert.Equal((2, 42), (source.Count, source.ClassCount));
        Assert.Equal((41, 7), (source.Label(0), source.Label(1)));
    }

    [Fact]
    public void Shards_that_cannot_be_right_are_refused_with_their_name()
    {
        byte[] image = ImageFixtures.Bytes("grey.jpg");
        Refused([("one.jpg", image)], "no class");
        Refused([("one.cls", "3"u8.ToArray())], "a class but no");
        Refused([("one.jpg", image), ("one.cls", "dog"u8.ToArray())], "'dog'");
        Refused([("notes.txt", [1])], "no samples");
        WriteTwo();
        byte[] whole = File.ReadAllBytes(_folder.File("train-1.tar"));
        File.WriteAllBytes(_folder.File("train-1.tar"), whole[..(whole.Length / 2)]);
        Assert.Contains("train-1.tar", Assert.Throws<UserErrorException>(() => Open("train-*.tar")).Message);
        Assert.Contains("train-9.tar", Assert.Throws<UserErrorException>(() => Open("train-9.tar")).Message);
        Assert.Contains("none-*", Assert.Throws<UserErrorException>(() => Open("none-*.tar")).Message);
    }

    [Fact]
    public void A_label_beyond_the_classes_is_refused()
    {
        WriteTwo();
        Assert.Contains(
            "0 to 1", Assert.Throws<UserErrorException>(() => ShardSource.Open(_folder.Path, "train-*.tar", DataFormat.Webdataset, Cache, new ClassRange(0, 2))).Message);
    }

    [Fact]
    public void A_shard_that_shrinks_under_a_run_is_an_error_and_no_damaged_image()
    {
        WriteTwo();
        using ShardSource source = Open("train-*.tar");
        using (FileStream file = File.OpenWrite(_folder.File("train-0.tar"))) file.SetLength(600);
        UserErrorException error = Assert.Throws<UserErrorException>(() => source.Read(2, new EncodedBuffer()).Length);
        Assert.Contains("has changed", error.Message, StringComparison.Ordinal);
    }

    private void Refused(IEnumerable<(string, byte[])> entries, string because)
    {
        TestShards.Write(_folder.File("train-0.tar"), entries);
        Assert.Contains(because, Assert.Throws<UserErrorException>(() => Open("train-0.tar")).Message, StringComparison.Ordinal);
    }

    private void WriteTwo()
    {
        TestShards.Write(_folder.File("train-0.tar"), 0, 4);
        TestShards.Write(_folder.File("train-1.tar"), 4, 7);
    }

    private ShardSource Open(string pattern) => ShardSource.Open(_folder.Path, pattern, DataFormat.Webdataset, Cache, ClassRange.All);
}
