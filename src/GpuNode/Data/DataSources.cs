using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Data;

/// <summary>The images of a run: training and validation set, and how both are prepared.</summary>
/// <param name="FullValidationCount">The images of the validation set before data.validation_limit.</param>
public sealed record DataSources(
    IImageDataset Training, IImageDataset Validation, ImagePipeline Pipeline, int FullValidationCount)
{
    /// <summary>[channels, height, width] of a prepared image.</summary>
    public long[] ImageShape { get; } =
        [Pipeline.OutputShape.Channels, Pipeline.OutputShape.Height, Pipeline.OutputShape.Width];

    public int ClassCount => Training.ClassCount;

    /// <exception cref="Distillery.Shared.UserErrorException">Files are missing or damaged.</exception>
    public static DataSources Open(DataConfig config)
    {
        string format = config.Format.ToString().ToLowerInvariant();
        IImageDataset training = DatasetCatalog.Open(format, config.Path, DatasetSplit.Train);
        IImageDataset validation = DatasetCatalog.Open(format, config.Path, DatasetSplit.Validation);
        int fullValidationCount = validation.Count;
        if (config.Limit is { } limit) training = new SubsetDataset(training, limit);
        if (config.ValidationLimit is { } validationLimit) validation = new SubsetDataset(validation, validationLimit);
        ImagePipeline pipeline = new(
            training.Shape, config.Pad, config.CropPadding, config.Flip, ToSingles(config.Mean), ToSingles(config.Std));
        return new DataSources(training, validation, pipeline, fullValidationCount);
    }

    private static float[] ToSingles(IReadOnlyList<double> values) => [.. values.Select(value => (float)value)];
}
