namespace Distillery.GpuNode.Data;

/// <summary>Training images that are augmented in a fixed number of ways each. Which way comes in which epoch is the seed's; what
/// the ways are is not, so that runs of different seeds see the same ones.</summary>
public sealed class ViewedImages(IPreparedImages images, int viewCount) : IPreparedImages
{
    private const long SeedOfViews = 0;

    public string Name => images.Name;

    public int Count => images.Count;

    public int ClassCount => images.ClassCount;

    public ImageShape Shape => images.Shape;

    public Normalization Normalization => images.Normalization;

    public void Each(int count, Action<int> prepare, CancellationToken stop) => images.Each(count, prepare, stop);

    public PreparedImage Train(int sample, long seed, int epoch, Span<byte> destination) =>
        TrainView(sample, AugmentationViews.ViewAt(seed, epoch, sample, viewCount), destination);

    public PreparedImage Evaluate(int sample, Span<byte> destination) => images.Evaluate(sample, destination);

    /// <summary>Prepares an image in one of its ways.</summary>
    public PreparedImage TrainView(int sample, int view, Span<byte> destination) =>
        images.Train(sample, SeedOfViews, view, destination);
}
