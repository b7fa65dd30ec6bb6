using Distillery.GpuNode.Data;
using Distillery.GpuNode.Data.Augmentation;
using Distillery.GpuNode.Data.Packing;
using Distillery.GpuNode.Data.Sources;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Data.Packing;

public sealed class ShardPackerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PreparationPool _pool = new(2);
    private readonly List<DamagedImage> _left = [];

    public ShardPackerTests() => TestShards.WriteFolder(_folder.File("images"));

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Packed_images_have_the_bytes_and_classes_that_they_had()
    {
        Pack("shards", seed: null);
        using ShardSource packed = Open("shards");
        using FolderSource images = FolderSource.Open(_folder.File("images"));
        Assert.Equal([4, 4, 1], packed.ShardCounts);
        for (int i = 0; i < 9; i++)
        {
            Assert.Equal(images.Read(i, new EncodedBuffer()).ToArray(), packed.Read(i, new EncodedBuffer()).ToArray());
            Assert.Equal(images.Label(i), packed.Label(i));
        }
        Assert.Equal(["a", "b", "c"], File.ReadAllLines(_folder.File("shards/classes.txt")));
        Assert.False(Directory.Exists(_folder.File("shards.packing")));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_one_another_order()
    {
        Pack("one", seed: 4);
        Pack("two", seed: 4);
        Pack("three", seed: 5);
        Assert.Equal(Sums("one"), Sums("two"));
        Assert.NotEqual(Sums("one"), Sums("three"));
        using ShardSource mixed = Open("one");
        Assert.Equal([0, 0, 0, 1, 1, 1, 2, 2, 2], Enumerable.Range(0, 9).Select(mixed.Label).Order());
    }

    [Fact]
    public void An_interrupted_pack_goes_on_and_ends_with_the_same_bytes()
    {
        Pack("whole", seed: 4);
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => Pack("broken", seed: 4, stop: stop, stopAfter: "train-000001.tar"));
        Assert.False(Directory.Exists(_folder.File("broken")));
        DateTime finished = File.GetLastWriteTimeUtc(_folder.File("broken.packing/train-000001.tar"));
        UserErrorException other = Assert.Throws<UserErrorException>(() => Pack("broken", seed: 9));
        Assert.Contains("broken.packing", other.Message, StringComparison.Ordinal);

        Pack("broken", seed: 4);
        Assert.Equal(Sums("whole"), Sums("broken"));
        Assert.Equal(finished, File.GetLastWriteTimeUtc(_folder.File("broken/train-000001.tar"))); // Not written again.
    }

    [Fact]
    public void Damaged_images_are_named_and_left_out()
    {
        File.WriteAllBytes(_folder.File("images/b/3.jpg"), ImageFixtures.Bytes("truncated.jpg"));
        Pack("shards", seed: null);
        Assert.EndsWith("b/3.jpg", Assert.Single(_left).Name, StringComparison.Ordinal);
        using ShardSource packed = Open("shards");
        Assert.Equal(8, packed.Count);
    }

    [Fact]
    public void Images_are_made_smaller_but_never_larger()
    {
        Pack("small", seed: null, shorterSide: 20);
        using ShardSource small = Open("small");
        byte[] image = small.Read(0, new EncodedBuffer()).ToArray();
        (string format, int width, int height) = GpuNode.Data.Codecs.ImageHeaders.Read(image);
        Assert.Equal(("JPEG", 25, 20), (format, width, height));
        byte[] expected = ImageFixtures.Resampled(
            ImageFixtures.Bytes("color-420.jpg"),
            GpuNode.Data.Resampling.ResampleWindow.Whole(0, 0, 61, 47, new ImageShape(3, 20, 25), mirror: false));
        Assert.InRange(ImageFixtures.Difference(expected, ImageFixtures.Resampled(image)).Mean, 0, 6);
        Pack("same", seed: null, shorterSide: 47);
        using ShardSource same = Open("same");
        Assert.Equal(ImageFixtures.Bytes("color-420.jpg"), same.Read(0, new EncodedBuffer()).ToArray());
    }

    [Fact]
    public void Images_from_memory_are_packed_without_loss()
    {
        InMemoryDataset dataset = TestImages.Numbered(5, new ImageShape(3, 6, 7), classCount: 3);
        PackOptions options = new(10, null, "numbered");
        using RasterSamples samples = new(dataset);
        new ShardPacker(_folder.File("raster"), options, _pool, (_, _) => { }, _left.Add)
            .Pack([new ShardPacker.Split("train", samples)], CancellationToken.None);
        using ShardSource packed = Open("raster");
        byte[] expected = new byte[dataset.Shape.ValueCount];
        for (int i = 0; i < 5; i++)
        {
            dataset.ReadImage(i, expected);
            Assert.Equal(expected, ImageFixtures.Resampled(packed.Read(i, new EncodedBuffer()).ToArray()));
            Assert.Equal(i % 3, packed.Label(i));
        }
    }

    [Fact]
    public void A_file_that_has_changed_since_it_was_packed_is_found()
    {
        Pack("shards", seed: 0);
        Assert.Equal((4, 0), Check());
        using (FileStream file = File.OpenWrite(_folder.File("shards/train-000002.tar"))) file.WriteByte(1);
        File.Delete(_folder.File("shards/train-000000.tar"));
        Assert.Equal((4, 2), Check());

        (int, int) Check()
        {
            (int count, IReadOnlyList<string> problems) = DataVerifier.CheckSums(_folder.File("shards"), _pool, CancellationToken.None);
            return (count, problems.Count);
        }
    }

    private void Pack(
        string name, long? seed, int? shorterSide = null, CancellationTokenSource? stop = null, string stopAfter = "")
    {
        PackOptions options = new(4, seed, $"images by {seed}");
        using EncodedSamples samples = new(FolderSource.Open(_folder.File("images")), shorterSide, quality: 92);
        new ShardPacker(_folder.File(name), options, _pool, Tell, _left.Add)
            .Pack([new ShardPacker.Split("train", samples)], stop?.Token ?? CancellationToken.None);

        void Tell(string shard, int _)
        {
            if (shard == stopAfter) stop?.Cancel();
        }
    }

    private string Sums(string name) => File.ReadAllText(_folder.File($"{name}/SHA256SUMS"));

    private ShardSource Open(string name) =>
        ShardSource.Open(_folder.File(name), "train-*.tar", DataFormat.Webdataset, _folder.File("cache"), ClassRange.All);
}
