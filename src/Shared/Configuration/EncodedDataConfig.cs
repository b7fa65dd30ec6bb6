using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>The part of the data section that is about images of any size, which are decoded while training.</summary>
public sealed record EncodedDataConfig
{
    private const int MaximumPixels = 4096;

    private static readonly string[] Keys =
    [
        "train", "validation", "classes", "first_class", "cache", "workers", "channels", "size", "resize", "crop_scale", "crop_ratio",
        "scaled_decoding", "color_jitter", "rand_augment", "shuffle", "shuffle_window",
    ];

    /// <summary>The folder, or the pattern of the shards, of the training set.</summary>
    public required string Train { get; init; }

    /// <summary>Likewise of the validation set.</summary>
    public required string Validation { get; init; }

    /// <summary>How many classes there are; null for as many as the training set shows.</summary>
    public int? Classes { get; init; }

    /// <summary>The number by which the shards name the first class, 0 or 1.</summary>
    public int FirstClass { get; init; }

    /// <summary>The folder for indices of shards that lie where nothing can be written; null for the user's cache.</summary>
    public string? Cache { get; init; }

    /// <summary>Threads that decode, in each process; null for one a core.</summary>
    public int? Workers { get; init; }

    /// <summary>3 for colours, 1 for grey.</summary>
    public int Channels { get; init; }

    /// <summary>Height and width of prepared images, in pixels.</summary>
    public int Size { get; init; }

    /// <summary>To how many pixels an evaluation resizes the shorter side before it cuts the middle out.</summary>
    public int Resize { get; init; }

    /// <summary>The least and the largest share of an image's area that a crop for training takes.</summary>
    public required ValueList<double> CropScale { get; init; }

    /// <summary>The least and the largest width over height of such a crop.</summary>
    public required ValueList<double> CropRatio { get; init; }

    /// <summary>Decode images smaller where that suffices.</summary>
    public bool ScaledDecoding { get; init; }

    public required ColorJitterConfig ColorJitter { get; init; }

    public required RandAugmentConfig RandAugment { get; init; }

    public ShuffleName Shuffle { get; init; }

    /// <summary>How many shards are mixed at a time.</summary>
    public int ShuffleWindow { get; init; }

    /// <returns>Null for formats of one shape, which have none of these keys.</returns>
    internal static EncodedDataConfig? Read(SectionReader section, DataFormat format)
    {
        bool isEncoded = format.IsEncoded();
        bool isShards = format.IsShards();
        section.AllowOnlyIf(isEncoded, "only folder, webdataset, mds, tfrecord and ffcv have it", Keys);
        if (isEncoded)
        {
            section.AllowOnlyIf(
                isShards, "only webdataset, mds, tfrecord and ffcv have it", "cache", "classes", "first_class", "shuffle", "shuffle_window");
        }
        int size = section.Integer("size", 224, 8, MaximumPixels);
        EncodedDataConfig config = new()
        {
            Train = section.Text("train", format.StandardTrain()),
            Validation = section.Text("validation", format.StandardValidation()),
            Classes = section.OptionalInteger("classes", 2, 1_000_000),
            FirstClass = section.Integer("first_class", 0, 0, 1),
            Cache = section.OptionalPathTo("cache"),
            Workers = section.OptionalInteger("workers", 1, 1024),
            Channels = section.Integer("channels", 3, 1, 3),
            Size = size,
            Resize = section.OptionalInteger("resize", 8, 2 * MaximumPixels, "8/7 of the size") ?? (size * 8 + 3) / 7,
            CropScale = section.Numbers("crop_scale", [0.08, 1], 0.0001, 1),
            CropRatio = section.Numbers("crop_ratio", [3.0 / 4, 4.0 / 3], 0.01, 100),
            ScaledDecoding = section.Flag("scaled_decoding", true),
            ColorJitter = ColorJitterConfig.Read(section.Section("color_jitter")),
            RandAugment = RandAugmentConfig.Read(section.Section("rand_augment")),
            Shuffle = section.Choice<ShuffleName>("shuffle", isShards ? ShuffleName.Shards : ShuffleName.Full),
            ShuffleWindow = section.Integer("shuffle_window", 16, 1, 100_000),
        };
        if (!isEncoded) return null;
        config.Check(section);
        return config;
    }

    internal void Write(SectionWriter section, bool isShards)
    {
        section.Put("train", Train);
        section.Put("validation", Validation);
        section.Put("workers", Workers);
        section.Put("channels", Channels);
        section.Put("size", Size);
        section.Put("resize", Resize);
        section.Put("crop_scale", CropScale);
        section.Put("crop_ratio", CropRatio);
        section.Put("scaled_decoding", ScaledDecoding);
        section.Put("color_jitter", ColorJitter.Write);
        section.Put("rand_augment", RandAugment.Write);
        if (!isShards) return;
        section.Put("classes", Classes);
        if (FirstClass != 0) section.Put("first_class", FirstClass);
        section.Put("cache", Cache);
        section.Put("shuffle", Shuffle);
        section.Put("shuffle_window", ShuffleWindow);
    }

    private void Check(SectionReader section)
    {
        CheckRange(section, "crop_scale", CropScale);
        CheckRange(section, "crop_ratio", CropRatio);
        if (Channels == 2) section.Fail("channels", "is 2", "State 3 for colours or 1 for grey.");
        if (Resize < Size)
            section.Fail("resize", $"{Resize} is less than the size {Size} that is cut out of it", "Raise data.resize, or leave it out.");
        if (Channels == 3) return;
        if (ColorJitter != ColorJitterConfig.None || RandAugment.Operations > 0)
            section.Fail("channels", "is 1, but color_jitter and rand_augment change colours", "Leave them out, or use 3 channels.");
    }

    private static void CheckRange(SectionReader section, string key, ValueList<double> range)
    {
        if (range.Count != 2 || range[0] > range[1])
            section.Fail(key, $"{range} is not a least and a largest value", "Write two numbers, such as [0.08, 1].");
    }
}
