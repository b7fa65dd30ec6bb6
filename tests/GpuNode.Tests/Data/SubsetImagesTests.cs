using Distillery.GpuNode.Data;
using Distillery.Shared;

namespace Distillery.GpuNode.Tests.Data;

public sealed class SubsetImagesTests
{
    private const long Seed = 3;

    private readonly RasterImages _images;

    public SubsetImagesTests()
    {
        InMemoryDataset dataset = TestImages.Numbered(10, new ImageShape(1, 2, 2));
        _images = new RasterImages(dataset, TestImages.Augmenting(dataset.Shape));
    }

    [Fact]
    public void The_first_images_remain()
    {
        SubsetImages subset = new(_images, 4);
        Assert.Equal((4, _images.Shape, 10), (subset.Count, subset.Shape, subset.ClassCount));
        byte[] expected = new byte[subset.Shape.ValueCount], actual = new byte[subset.Shape.ValueCount];
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(_images.Train(i, Seed, 1, expected), subset.Train(i, Seed, 1, actual));
            Assert.Equal(expected, actual);
            Assert.Equal(_images.Evaluate(i, expected), subset.Evaluate(i, actual));
            Assert.Equal(expected, actual);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => subset.Train(4, Seed, 0, actual));
        Assert.Throws<ArgumentOutOfRangeException>(() => subset.Evaluate(4, actual));
    }

    [Fact]
    public void A_limit_beyond_the_end_changes_nothing() => Assert.Equal(10, new SubsetImages(_images, 11).Count);

    [Fact]
    public void A_limit_of_zero_is_refused() =>
        Assert.Contains("data.limit", Assert.Throws<UserErrorException>(() => new SubsetImages(_images, 0)).Message);
}
