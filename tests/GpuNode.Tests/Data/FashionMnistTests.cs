using Distillery.GpuNode.Data;

namespace Distillery.GpuNode.Tests.Data;

/// <summary>The real data set, as Debian's package dataset-fashion-mnist installs it.</summary>
public sealed class FashionMnistTests
{
    private const string Folder = "/usr/share/datasets/fashion-mnist";

    [Theory]
    [InlineData(DatasetSplit.Train, 60_000)]
    [InlineData(DatasetSplit.Validation, 10_000)]
    public void All_images_are_read_and_the_classes_are_balanced(DatasetSplit split, int count)
    {
        IImageDataset dataset = DatasetCatalog.Open("idx", Folder, split);
        Assert.Equal(count, dataset.Count);
        Assert.Equal($"fashion-mnist/{split.ToString().ToLowerInvariant()}", dataset.Name);
        int[] counts = new int[dataset.ClassCount];
        for (int i = 0; i < count; i++) counts[dataset.Label(i)]++;
        Assert.All(counts, classCount => Assert.Equal(count / 10, classCount));
        Assert.Equal(9, dataset.Label(0)); // Both splits begin with an ankle boot.
    }

    [Fact]
    public void The_training_images_have_the_known_mean_and_deviation()
    {
        IImageDataset dataset = DatasetCatalog.Open("idx", Folder, DatasetSplit.Train);
        byte[] image = new byte[dataset.Shape.ValueCount];
        long sum = 0, squares = 0;
        for (int i = 0; i < dataset.Count; i++)
        {
            dataset.ReadImage(i, image);
            foreach (byte value in image)
            {
                sum += value;
                squares += value * value;
            }
        }
        double valueCount = (double)dataset.Count * image.Length;
        double mean = sum / valueCount / 255;
        Assert.Equal(0.2860, mean, 1e-4);
        Assert.Equal(0.3530, Math.Sqrt((squares / valueCount / 255 / 255) - (mean * mean)), 1e-4);
    }
}
