using Distillery.GpuNode.Data.Augmentation;
using Distillery.GpuNode.Data.Sources;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Data;

/// <summary>The images of a run: training and validation set, as the networks take them.</summary>
/// <param name="FullValidationCount">The images of the validation set before data.validation_limit.</param>
public sealed record DataSources(IPreparedImages Training, IPreparedImages Validation, int FullValidationCount) : IDisposable
{
    private IReadOnlyList<IDisposable> _owned = [];

    /// <summary>[channels, height, width] of a prepared image.</summary>
    public long[] ImageShape { get; } = [Training.Shape.Channels, Training.Shape.Height, Training.Shape.Width];

    public int ClassCount => Training.ClassCount;

    /// <summary>How many training images lie together in each shard, in order; all in one where they do not.</summary>
    public IReadOnlyList<int> ShardCounts { get; init; } = [Training.Count];

    /// <exception cref="Distillery.Shared.UserErrorException">Files are missing or damaged.</exception>
    public static DataSources Open(DataConfig config)
    {
        DataSources all = config.Encoded is { } encoded ? OpenEncoded(config, encoded) : OpenRaster(config);
        IPreparedImages training = config.Limit is { } limit ? new SubsetImages(all.Training, limit) : all.Training;
        IPreparedImages validation =
            config.ValidationLimit is { } most ? new SubsetImages(all.Validation, most) : all.Validation;
        return all with
        {
            Training = config.Views is { } views ? new ViewedImages(training, views) : training,
            Validation = validation,
            ShardCounts = [.. Limited(all.ShardCounts, training.Count)],
        };
    }

    /// <summary>Which samples each step takes.</summary>
    /// <exception cref="Distillery.Shared.UserErrorException">There are fewer samples than a step takes.</exception>
    public SamplePlan CreatePlan(RunConfig config) => SamplePlans.Create(config, Training.Count, ShardsFor(config));

    /// <summary>What the coordinator must know of shards to follow the plan.</summary>
    public string ShardsFor(RunConfig config) => SamplePlans.ShardsOf(config, ShardCounts);

    public void Dispose()
    {
        foreach (IDisposable owned in _owned) owned.Dispose();
    }

    private static DataSources OpenRaster(DataConfig config)
    {
        RasterImages validation = OpenRaster(config, DatasetSplit.Validation);
        return new DataSources(OpenRaster(config, DatasetSplit.Train), validation, validation.Count);
    }

    private static RasterImages OpenRaster(DataConfig config, DatasetSplit split)
    {
        string format = config.Format.ToString().ToLowerInvariant();
        IImageDataset dataset = DatasetCatalog.Open(format, config.Path, split);
        return new RasterImages(dataset, new ImagePipeline(
            dataset.Shape, config.Pad, config.CropPadding, config.Flip, ToSingles(config.Mean), ToSingles(config.Std)));
    }

    private static DataSources OpenEncoded(DataConfig config, EncodedDataConfig encoded)
    {
        ISampleSource training = SampleSources.Open(config, DatasetSplit.Train, null);
        ISampleSource validation = SampleSources.Open(config, DatasetSplit.Validation, training);
        EncodedPipeline pipeline = CreatePipeline(config, encoded);
        PreparationPool pool = new(encoded.Workers ?? Environment.ProcessorCount);
        EncodedImages first = new(training, pipeline, pool), second = new(validation, pipeline, pool);
        return new DataSources(first, second, second.Count) { ShardCounts = training.ShardCounts, _owned = [pool, first, second] };
    }

    private static EncodedPipeline CreatePipeline(DataConfig config, EncodedDataConfig encoded) => new(
        new ImageShape(encoded.Channels, encoded.Size, encoded.Size), encoded.Resize,
        new CropSettings(encoded.CropScale[0], encoded.CropScale[1], encoded.CropRatio[0], encoded.CropRatio[1]), config.Flip,
        new ColorJitter(
            encoded.ColorJitter.Brightness, encoded.ColorJitter.Contrast, encoded.ColorJitter.Saturation, encoded.ColorJitter.Hue),
        new RandAugment(encoded.RandAugment.Operations, encoded.RandAugment.Magnitude),
        new Normalization(ToSingles(config.Mean), ToSingles(config.Std)), encoded.ScaledDecoding);

    /// <summary>The counts of shards of which only the first images are used.</summary>
    private static IEnumerable<int> Limited(IReadOnlyList<int> counts, int limit)
    {
        foreach (int count in counts)
        {
            int kept = Math.Min(count, limit);
            if (kept > 0) yield return kept;
            limit -= kept;
        }
    }

    private static float[] ToSingles(IReadOnlyList<double> values) => [.. values.Select(value => (float)value)];
}
