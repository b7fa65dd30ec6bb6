using Distillery.GpuNode.Data;

namespace Distillery.GpuNode.Tests.Data;

public sealed class EvaluationBatchesTests
{
    private static readonly ImageShape Shape = new(1, 3, 3);

    private readonly InMemoryDataset _dataset = TestImages.Numbered(23, Shape);
    private readonly ImagePipeline _pipeline = TestImages.Augmenting(Shape);
    private readonly RasterImages _images;

    public EvaluationBatchesTests() => _images = new RasterImages(_dataset, _pipeline);

    [Fact]
    public void Every_image_comes_once_in_order_and_the_last_batch_may_be_smaller()
    {
        var batches = new EvaluationBatches(_images, 8);
        (int, long, int)[] seen = [.. batches.Select(batch => (batch.Count, batch.Step, batch.Indices[0]))];
        Assert.Equal([(8, 0, 0), (8, 1, 8), (7, 2, 16)], seen);
        Assert.Equal(Enumerable.Range(0, 23), batches.SelectMany(batch => batch.Indices.Take(batch.Count).ToArray()));
    }

    [Fact]
    public void Images_are_prepared_without_augmentation_and_carry_their_labels()
    {
        byte[] image = new byte[Shape.ValueCount];
        byte[] expected = new byte[_pipeline.OutputShape.ValueCount];
        foreach (HostBatch batch in new EvaluationBatches(_images, 5))
        {
            for (int row = 0; row < batch.Count; row++)
            {
                _dataset.ReadImage(batch.Indices[row], image);
                _pipeline.Evaluate(image, expected);
                Assert.Equal(expected, batch.Image(row).ToArray());
                Assert.Equal(batch.Indices[row] % 10, batch.Labels[row]);
            }
        }
    }

    [Fact]
    public void A_range_covers_its_images_only_and_may_be_empty()
    {
        int[] covered = [.. new EvaluationBatches(_images, 4, 5, 14)
            .SelectMany(batch => batch.Indices.Take(batch.Count).ToArray())];
        Assert.Equal(Enumerable.Range(5, 9), covered);
        Assert.Empty(new EvaluationBatches(_images, 4, 6, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EvaluationBatches(_images, 4, 5, 24));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EvaluationBatches(_images, 4, 5, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EvaluationBatches(_images, 0));
    }

    [Fact]
    public void One_enumeration_fills_the_same_batch_again()
    {
        HostBatch? first = null;
        foreach (HostBatch batch in new EvaluationBatches(_images, 4)) Assert.Same(first ??= batch, batch);
    }
}
