using Distillery.GpuNode.Data;
using Distillery.GpuNode.Tests.Training;

namespace Distillery.GpuNode.Tests.Data;

public sealed class ViewedImagesTests
{
    private const int ViewCount = 3;

    private readonly ViewedImages _images;

    public ViewedImagesTests()
    {
        InMemoryDataset dataset = SyntheticData.Create("training", 6);
        _images = new ViewedImages(
            new RasterImages(dataset, new ImagePipeline(dataset.Shape, 0, 4, true, [0.5f], [0.25f])), ViewCount);
    }

    [Fact]
    public void Each_image_shows_all_its_ways_before_one_comes_again()
    {
        for (int sample = 0; sample < _images.Count; sample++)
        {
            byte[][] seen = [.. Enumerable.Range(0, 2 * ViewCount).Select(epoch => Train(sample, seed: 5, epoch))];
            for (int epoch = 0; epoch < ViewCount; epoch++) Assert.Equal(seen[epoch], seen[epoch + ViewCount]);
            int[] views = [.. Enumerable.Range(0, ViewCount).Select(epoch => AugmentationViews.ViewAt(5, epoch, sample, ViewCount))];
            Assert.Equal([0, 1, 2], views.Order());
        }
    }

    [Fact]
    public void Runs_of_different_seeds_see_the_same_ways()
    {
        for (int sample = 0; sample < _images.Count; sample++)
        {
            int view = AugmentationViews.ViewAt(9, epoch: 1, sample, ViewCount);
            byte[] expected = new byte[_images.Shape.ValueCount];
            _images.TrainView(sample, view, expected);
            Assert.Equal(expected, Train(sample, seed: 9, epoch: 1));
        }
    }

    [Fact]
    public void The_first_turn_is_the_first_time_that_they_are_seen()
    {
        Assert.True(AugmentationViews.IsFirst(ViewCount - 1, ViewCount));
        Assert.False(AugmentationViews.IsFirst(ViewCount, ViewCount));
    }

    private byte[] Train(int sample, long seed, int epoch)
    {
        byte[] image = new byte[_images.Shape.ValueCount];
        _images.Train(sample, seed, epoch, image);
        return image;
    }
}
