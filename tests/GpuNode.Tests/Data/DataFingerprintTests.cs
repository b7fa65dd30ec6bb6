using Distillery.GpuNode.Data;

namespace Distillery.GpuNode.Tests.Data;

public sealed class DataFingerprintTests
{
    private static readonly ImageShape Shape = new(1, 5, 4);

    [Fact]
    public void The_same_images_have_the_same_fingerprint() => Assert.Equal(Of(count: 100), Of(count: 100));

    [Fact]
    public void Other_counts_classes_or_pipelines_have_others()
    {
        ulong[] all = [Of(100), Of(101), Of(100, classCount: 11), DataFingerprint.Of(Images(100, isAugmented: false))];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void One_other_pixel_in_a_small_set_is_noticed()
    {
        InMemoryDataset dataset = TestImages.Numbered(40, Shape);
        byte[] pixels = new byte[40 * Shape.ValueCount];
        for (int i = 0; i < 40; i++) dataset.ReadImage(i, pixels.AsSpan(i * Shape.ValueCount, Shape.ValueCount));
        pixels[(17 * Shape.ValueCount) + 9] ^= 1;
        InMemoryDataset other = new("other", Shape, 10, pixels, [.. Enumerable.Range(0, 40).Select(i => (byte)(i % 10))]);
        RasterImages images = new(other, new ImagePipeline(Shape, pad: 0, cropPadding: 0, flip: false, mean: [0], std: [1]));
        Assert.NotEqual(DataFingerprint.Of(Images(40, isAugmented: false)), DataFingerprint.Of(images));
    }

    private static ulong Of(int count, int classCount = 10) => DataFingerprint.Of(Images(count, isAugmented: true, classCount));

    private static RasterImages Images(int count, bool isAugmented, int classCount = 10) => new(
        TestImages.Numbered(count, Shape, classCount),
        isAugmented
            ? TestImages.Augmenting(Shape)
            : new ImagePipeline(Shape, pad: 0, cropPadding: 0, flip: false, mean: [0], std: [1]));
}
