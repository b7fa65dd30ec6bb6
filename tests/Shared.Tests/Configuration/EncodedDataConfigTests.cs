using Distillery.Shared.Configuration;

namespace Distillery.Shared.Tests.Configuration;

public sealed class EncodedDataConfigTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_defaults_are_those_of_ImageNet()
    {
        DataConfig data = _folder.Load(ConfigFolder.Small, "data.format=webdataset").Data;
        Assert.Equal([0.485, 0.456, 0.406], data.Mean);
        Assert.Equal(("train-*.tar", "val-*.tar"), (data.Encoded!.Train, data.Encoded.Validation));
        Assert.Equal((224, 256, 3), (data.Encoded.Size, data.Encoded.Resize, data.Encoded.Channels));
        Assert.Equal((ShuffleName.Shards, 16), (data.Encoded.Shuffle, data.Encoded.ShuffleWindow));
        Assert.Equal(ColorJitterConfig.None, data.Encoded.ColorJitter);
    }

    [Theory]
    [InlineData("folder", "train", "val")]
    [InlineData("mds", "train/*.mds", "val/*.mds")]
    [InlineData("tfrecord", "train-*", "validation-*")]
    [InlineData("ffcv", "train*.beton", "val*.beton")]
    public void Files_have_the_names_that_the_formats_own_tools_give(string format, string train, string validation)
    {
        EncodedDataConfig? data = _folder.Load(ConfigFolder.Small, $"data.format={format}").Data.Encoded;
        Assert.Equal((train, validation), (data?.Train, data?.Validation));
    }

    [Theory]
    [InlineData("folder", 64, 73)]
    [InlineData("webdataset", 112, 128)]
    public void The_shorter_side_follows_the_size(string format, int size, int resize) => Assert.Equal(
        resize, _folder.Load(ConfigFolder.Small, $"data.format={format}", $"data.size={size}").Data.Encoded!.Resize);

    [Fact]
    public void What_is_written_is_read_again()
    {
        RunConfig config = _folder.Load(
            ConfigFolder.Small, "data.format=webdataset", "data.size=64", "data.color_jitter.hue=0.1", "data.rand_augment={operations: 2}",
            "data.classes=1000", "data.first_class=1", "data.cache=/cache", "data.shuffle=full");
        Assert.Equal(config, ConfigLoader.Parse(config.ToYaml(), "written"));
    }

    [Theory]
    [InlineData("data.size=64", "only folder, webdataset, mds, tfrecord and ffcv have it")]
    [InlineData("data={format: folder, path: images, shuffle: shards}", "only webdataset, mds, tfrecord and ffcv have it")]
    [InlineData("data={format: folder, path: images, pad: 2}", "images of any size are cropped")]
    [InlineData("data={format: folder, path: images, crop_scale: [1, 0.5]}", "is not a least and a largest value")]
    [InlineData("data={format: folder, path: images, size: 64, resize: 32}", "32 is less than the size 64")]
    [InlineData("data={format: folder, path: images, channels: 2}", "is 2")]
    [InlineData("data={format: folder, path: images, channels: 1, rand_augment: {operations: 1}}", "change colours")]
    [InlineData("data={format: folder, path: images, channels: 1, mean: [0.5, 0.5, 0.5]}", "have 1 channels")]
    public void Keys_that_do_not_fit_each_other_are_refused(string setting, string because)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => _folder.Load(ConfigFolder.Small, setting));
        Assert.Contains(because, error.Message, StringComparison.Ordinal);
    }
}
