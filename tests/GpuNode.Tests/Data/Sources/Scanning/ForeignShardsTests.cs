using Distillery.GpuNode.Data.Augmentation;
using Distillery.GpuNode.Data.Codecs;
using Distillery.GpuNode.Data.Sources;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Data.Sources.Scanning;

/// <summary>Files that the writers of other projects have written: mosaicml/streaming's MDSWriter, and libffcv/ffcv's DatasetWriter
/// (with Pillow's JPEGs instead of OpenCV's, and pages of 4 KiB).</summary>
public sealed class ForeignShardsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EncodedBuffer _buffer = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Jpegs_of_an_mds_shard_are_read_byte_for_byte()
    {
        using ShardSource source = Open("mosaic-jpeg.mds", DataFormat.Mds);
        string[] images = ["color-420.jpg", "grey.jpg", "progressive.jpg"];
        Assert.Equal((3, 2), (source.Count, source.ClassCount));
        for (int i = 0; i < images.Length; i++)
        {
            Assert.Equal(ImageFixtures.Bytes(images[i]), source.Read(i, _buffer).ToArray());
            Assert.Equal(i % 2, source.Label(i));
        }
    }

    [Fact]
    public void Raw_images_of_an_mds_shard_are_pixels_behind_their_extent()
    {
        using ShardSource source = Open("mosaic-raw.mds", DataFormat.Mds, firstClass: 1);
        Assert.Equal((2, 2, 0, 1), (source.Count, source.ClassCount, source.Label(0), source.Label(1)));
        Assert.Equal(("raw", 20, 16), ImageHeaders.Read(source.Read(0, _buffer)));
        Assert.Equal(CropOfColor(), ImageFixtures.Resampled(source.Read(1, _buffer).ToArray()));
    }

    [Fact]
    public void A_beton_file_may_hold_pixels_and_jpegs()
    {
        using ShardSource source = Open("ffcv.beton", DataFormat.Ffcv);
        Assert.Equal([3, 0, 1], Enumerable.Range(0, source.Count).Select(source.Label));
        Assert.Equal(("raw", 20, 16), ImageHeaders.Read(source.Read(0, _buffer)));
        Assert.Equal(("JPEG", 30, 23), ImageHeaders.Read(source.Read(1, _buffer)));
        (double mean, int _) = ImageFixtures.Difference(
            ImageFixtures.Result("decoded.color.png"), ImageFixtures.Resampled(source.Read(2, _buffer).ToArray()));
        Assert.InRange(mean, 0, 6); // The picture is noise in part, and JPEG loses of it.
    }

    [Fact]
    public void Raw_widths_are_kept_in_the_index()
    {
        using (Open("ffcv.beton", DataFormat.Ffcv)) Assert.True(File.Exists(_folder.File("ffcv.beton.index")));
        ShardIndex? kept = ShardIndexFile.TryRead(_folder.File("ffcv.beton.index"), new FileInfo(_folder.File("ffcv.beton")));
        Assert.NotNull(kept);
        Assert.Equal([20, 0, 0], kept.RawWidths);
    }

    [Theory]
    [InlineData("mosaic-jpeg.mds", DataFormat.Mds)]
    [InlineData("ffcv.beton", DataFormat.Ffcv)]
    public void A_shard_that_is_cut_off_anywhere_is_refused(string name, DataFormat format)
    {
        byte[] whole = ImageFixtures.Bytes(name);
        int step = whole.Length / 23;
        for (int length = 0; length < whole.Length - 30; length += step)
        {
            File.WriteAllBytes(_folder.File(name), whole[..length]);
            UserErrorException error = Assert.Throws<UserErrorException>(
                () => ShardSource.Open(_folder.Path, name, format, _folder.File("cache"), ClassRange.All));
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("mosaic-jpeg.mds", DataFormat.Ffcv)]
    [InlineData("ffcv.beton", DataFormat.Mds)]
    [InlineData("ffcv.beton", DataFormat.Tfrecord)]
    [InlineData("color.png", DataFormat.Webdataset)]
    public void A_file_of_another_format_is_refused(string name, DataFormat format) =>
        Assert.Contains(name, Assert.Throws<UserErrorException>(() => Open(name, format)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_first_class_of_1_is_refused_where_a_class_is_0() =>
        Assert.Contains(
            "the class 0, where 1", Assert.Throws<UserErrorException>(() => Open("mosaic-jpeg.mds", DataFormat.Mds, firstClass: 1)).Message,
            StringComparison.Ordinal);

    private ShardSource Open(string name, DataFormat format, int firstClass = 0)
    {
        File.Copy(ImageFixtures.PathOf(name), _folder.File(name));
        return ShardSource.Open(_folder.Path, name, format, _folder.File("cache"), new ClassRange(firstClass, null));
    }

    /// <summary>Columns 3 to 32 and rows 5 to 27 of color.png, as the fixture has them; in planes.</summary>
    private static byte[] CropOfColor()
    {
        byte[] whole = ImageFixtures.Result("decoded.color.png");
        return
        [
            .. from plane in Enumerable.Range(0, 3)
               from row in Enumerable.Range(5, 23)
               from column in Enumerable.Range(3, 30)
               select whole[(((plane * ImageFixtures.Height) + row) * ImageFixtures.Width) + column],
        ];
    }
}
