using Distillery.GpuNode.Data;
using Distillery.Shared;

namespace Distillery.GpuNode.Tests.Data;

public sealed class SubsetDatasetTests
{
    private readonly InMemoryDataset _dataset = TestImages.Numbered(10, new ImageShape(1, 2, 2));

    [Fact]
    public void The_first_images_remain()
    {
        var subset = new SubsetDataset(_dataset, 4);
        Assert.Equal((4, _dataset.Shape, 10), (subset.Count, subset.Shape, subset.ClassCount));
        byte[] expected = new byte[4], actual = new byte[4];
        for (int i = 0; i < 4; i++)
        {
            _dataset.ReadImage(i, expected);
            subset.ReadImage(i, actual);
            Assert.Equal(expected, actual);
            Assert.Equal(_dataset.Label(i), subset.Label(i));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => subset.Label(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => subset.ReadImage(4, actual));
    }

    [Fact]
    public void A_limit_beyond_the_end_changes_nothing() => Assert.Equal(10, new SubsetDataset(_dataset, 11).Count);

    [Fact]
    public void A_limit_of_zero_is_refused() =>
        Assert.Contains("data.limit", Assert.Throws<UserErrorException>(() => new SubsetDataset(_dataset, 0)).Message);
}
