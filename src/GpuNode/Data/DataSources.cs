using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Data;

/// <summary>The images of a run: training and validation set, as the networks take them.</summary>
/// <param name="FullValidationCount">The images of the validation set before data.validation_limit.</param>
public sealed record DataSources(IPreparedImages Training, IPreparedImages Validation, int FullValidationCount)
{
    /// <summary>[channels, height, width] of a prepared image.</summary>
    public long[] ImageShape { get; } = [Training.Shape.Channels, Training.Shape.Height, Training.Shape.Width];

    public int ClassCount => Training.ClassCount;

    /// <exception cref="Distillery.Shared.UserErrorException">Files are missing or damaged.</exception>
    public static DataSources Open(DataConfig config)
    {
        IPreparedImages training = OpenRaster(config, DatasetSplit.Train);
        IPreparedImages validation = OpenRaster(config, DatasetSplit.Validation);
        int fullValidationCount = validation.Count;
        if (config.Limit is { } limit) training = new SubsetImages(training, limit);
        if (config.ValidationLimit is { } validationLimit) validation = new SubsetImages(validation, validationLimit);
        if (config.Views is { } views) training = new ViewedImages(training, views);
        return new DataSources(training, validation, fullValidationCount);
    }

    /// <summary>The validation set alone, without data.validation_limit.</summary>
    public static IPreparedImages OpenValidation(DataConfig config) => OpenRaster(config, DatasetSplit.Validation);

    private static RasterImages OpenRaster(DataConfig config, DatasetSplit split)
    {
        string format = config.Format.ToString().ToLowerInvariant();
        IImageDataset dataset = DatasetCatalog.Open(format, config.Path, split);
        return new RasterImages(dataset, new ImagePipeline(
            dataset.Shape, config.Pad, config.CropPadding, config.Flip, ToSingles(config.Mean), ToSingles(config.Std)));
    }

    private static float[] ToSingles(IReadOnlyList<double> values) => [.. values.Select(value => (float)value)];
}
