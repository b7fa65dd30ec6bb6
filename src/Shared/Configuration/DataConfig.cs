using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>The data set, and how its images become the inputs of the networks.</summary>
public sealed record DataConfig
{
    private const int MaximumPadding = 256;

    /// <summary>Images have few pixels of standard deviation zero, but a divisor of zero would make every input
    /// infinite.</summary>
    private const double MinimumDeviation = 1e-6;

    public required DataFormat Format { get; init; }

    /// <summary>The folder that holds the files, absolute.</summary>
    public required string Path { get; init; }

    /// <summary>Only the first so many training samples are used; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Only the first so many validation samples are used; null for all.</summary>
    public int? ValidationLimit { get; init; }

    /// <summary>Black pixels added on each side of every image, so that 28x28 becomes 32x32 with 2.</summary>
    public int Pad { get; init; }

    /// <summary>Pixels added on each side before a random crop back to the size; 0 crops nothing. Training
    /// only.</summary>
    public int CropPadding { get; init; }

    /// <summary>Mirrors every second training image, at random.</summary>
    public bool Flip { get; init; }

    /// <summary>Each training image is augmented in so many ways, which take turns over the epochs; null for a new way in
    /// each epoch.</summary>
    public int? Views { get; init; }

    /// <summary>The mean of each channel that normalisation subtracts, for pixels between 0 and 1.</summary>
    public required ValueList<double> Mean { get; init; }

    /// <summary>The standard deviation of each channel that normalisation divides by, for pixels between 0 and
    /// 1.</summary>
    public required ValueList<double> Std { get; init; }

    /// <summary>Batches of each rank that are prepared ahead.</summary>
    public int Prefetch { get; init; }

    /// <summary>What only formats of encoded images have; null for the others.</summary>
    public EncodedDataConfig? Encoded { get; init; }

    /// <summary>The channels of an image.</summary>
    private int Channels => Encoded?.Channels ?? DataStatistics.MeanOf(Format).Count;

    internal static DataConfig Read(SectionReader section)
    {
        DataFormat format = section.Choice<DataFormat>("format");
        section.AllowOnlyIf(!format.IsEncoded(), "images of any size are cropped to data.size", "pad", "crop_padding");
        EncodedDataConfig? encoded = EncodedDataConfig.Read(section, format);
        bool isGrey = encoded is { Channels: 1 };
        return new DataConfig
        {
            Format = format,
            Path = section.PathTo("path"),
            Limit = section.OptionalInteger("limit", 1, int.MaxValue),
            ValidationLimit = section.OptionalInteger("validation_limit", 1, int.MaxValue),
            Pad = section.Integer("pad", 0, 0, MaximumPadding),
            CropPadding = section.Integer("crop_padding", 0, 0, MaximumPadding),
            Flip = section.Flag("flip", false),
            Views = section.OptionalInteger("views", 1, 10_000),
            Mean = section.Numbers("mean", isGrey ? [0.449] : DataStatistics.MeanOf(format), 0, 1),
            Std = section.Numbers("std", isGrey ? [0.226] : DataStatistics.DeviationOf(format), MinimumDeviation, 1),
            Prefetch = section.Integer("prefetch", 4, 1, 64),
            Encoded = encoded,
        };
    }

    internal void Write(SectionWriter section)
    {
        section.Put("format", Format);
        section.Put("path", Path);
        section.Put("limit", Limit);
        section.Put("validation_limit", ValidationLimit);
        if (Encoded is null)
        {
            section.Put("pad", Pad);
            section.Put("crop_padding", CropPadding);
        }
        section.Put("flip", Flip);
        if (Views is not null) section.Put("views", Views);
        section.Put("mean", Mean);
        section.Put("std", Std);
        section.Put("prefetch", Prefetch);
        Encoded?.Write(section, Format.IsShards());
    }

    /// <summary>Mean and standard deviation have one value a channel.</summary>
    internal void CheckChannels(SectionReader section)
    {
        CheckChannels(section, "mean", Mean.Count);
        CheckChannels(section, "std", Std.Count);
    }

    private void CheckChannels(SectionReader section, string key, int count)
    {
        if (count == Channels) return;
        section.Fail(
            key, $"has {count} values, but images of the format {Words.Of(Format)} have {Channels} channels",
            $"State {Channels}, or leave the key out.");
    }
}
