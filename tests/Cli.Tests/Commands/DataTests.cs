using System.Text.Json;

namespace Distillery.Cli.Tests.Commands;

public sealed class DataTests : IDisposable
{
    private readonly Study _study = new();

    private string Shards => _study.At("shards");

    public void Dispose() => _study.Dispose();

    [Fact]
    public void Images_are_packed_looked_at_checked_and_trained_on()
    {
        CliResult packed = CliResult.Of("data", "pack", "idx", _study.Data, "--to", Shards, "--samples-per-shard", "100");
        Assert.Equal((0, $"{Shards}: 336 images packed\n"), (packed.ExitCode, packed.Output));
        JsonElement train = CliResult.Of("data", "inspect", "webdataset", Shards, "--json").JsonLines[0];
        Assert.Equal(
            (256, 10, 3), (train.GetProperty("samples").GetInt32(), train.GetProperty("classes").GetInt32(),
            train.GetProperty("shards").GetInt32()));
        CliResult verified = CliResult.Of("data", "verify", "webdataset", Shards);
        Assert.Equal(0, verified.ExitCode);
        Assert.Contains("4 of 4 files have their checksum\ntrain: 256 of 256 images are healthy", verified.Output, StringComparison.Ordinal);

        Train("run", damagedImages: 0);
    }

    [Fact]
    public void Damaged_images_are_found_by_verify_and_replaced_and_named_by_a_run()
    {
        Assert.Equal(0, CliResult.Of("data", "pack", "idx", _study.Data, "--to", Shards).ExitCode);
        string shard = Path.Combine(Shards, "train-000000.tar");
        byte[] bytes = File.ReadAllBytes(shard);
        Array.Fill(bytes, (byte)'x', 512 + 8, 40); // The first image's header, behind that of the tar and PNG's signature.
        File.WriteAllBytes(shard, bytes);

        CliResult verified = CliResult.Of("data", "verify", "webdataset", Shards);
        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("train-000000.tar is not the file that was packed", verified.Output, StringComparison.Ordinal);
        Assert.Contains("train-000000.tar, image 0 at byte 512: ", verified.Output, StringComparison.Ordinal);
        Assert.Contains("train: 255 of 256 images are healthy", verified.Output, StringComparison.Ordinal);

        CliResult run = Train("run", damagedImages: 2);
        string warnings = run.Output + run.Error;
        string name = "the next healthy one takes its place: " + shard + ", image 0";
        Assert.Equal(warnings.IndexOf(name, StringComparison.Ordinal), warnings.LastIndexOf(name, StringComparison.Ordinal));
        Assert.Contains(name, warnings, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_can_be_built_before_a_run()
    {
        Assert.Equal(0, CliResult.Of("data", "pack", "idx", _study.Data, "--to", Shards).ExitCode);
        File.Delete(Path.Combine(Shards, "val-000000.tar.index"));
        CliResult indexed = CliResult.Of("data", "index", Shards);
        Assert.Equal((0, 2), (indexed.ExitCode, indexed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.True(File.Exists(Path.Combine(Shards, "val-000000.tar.index")));
    }

    [Theory]
    [InlineData("pack idx DATA --to DATA", "exists already")]
    [InlineData("pack folder DATA --to OUT", "does not exist")]
    [InlineData("pack idx DATA --to OUT --samples-per-shard 0", "is out of range")]
    [InlineData("pack idx DATA --to OUT --seed 1 --keep-order", "contradict each other")]
    [InlineData("inspect webdataset DATA", "no file in")]
    [InlineData("inspect tfrecord DATA", "cannot be read as tfrecord")]
    [InlineData("inspect mds DATA --first-class 2", "out of range")]
    [InlineData("index DATA --format idx", "has no shards")]
    [InlineData("index DATA --format ffcv", "no file in")]
    [InlineData("index DATA", "no file in")]
    public void What_cannot_be_done_is_refused(string command, string because)
    {
        string[] arguments =
            [.. command.Replace("DATA", _study.Data).Replace("OUT", _study.At("out")).Split(' ').Prepend("data")];
        CliResult result = CliResult.Of(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(because, result.Error, StringComparison.Ordinal);
        Assert.Contains("next:", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Sixteen steps of two ranks: two epochs, in which each sample comes twice.</summary>
    private CliResult Train(string name, int damagedImages)
    {
        string config = _study.At("shards.yaml");
        File.WriteAllText(config, """
            data: {format: webdataset, path: shards, channels: 1, size: 32, flip: true, crop_scale: [0.5, 1], shuffle_window: 2}
            student: {architecture: lenet5}
            method: {name: supervised}
            train: {steps: 16, batch: 16, replicas: 2, optimizer: {learning_rate: 0.02}}
            telemetry: {tensorboard: false}
            """);
        CliResult run = CliResult.Of("run", config, "--run-dir", _study.At(name), "--record-samples");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(damagedImages, _study.Summary(name).GetProperty("damaged_images").GetInt64());
        CliResult audit = CliResult.Of("audit", _study.At(name));
        Assert.Equal((0, ""), (audit.ExitCode, audit.Error));
        return run;
    }
}
