using System.CommandLine;
using System.Globalization;
using Distillery.Cli.Data;
using Distillery.Cli.Terminal;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Data.Packing;
using Distillery.Shared;

namespace Distillery.Cli.Commands;

/// <summary><c>distill data pack</c>: any readable images as WebDataset shards.</summary>
internal sealed class DataPackCommand
{
    private const int StandardQuality = 92;
    private const int SmallestSide = 8; // In pixels.
    private const int LargestSide = 8192;

    private readonly CliContext _context;
    private readonly DataArguments _data = new();

    private readonly Option<string> _to = new("--to")
    {
        Description = "The folder for the shards. It appears when all of them are there.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<int> _samples = CommonOptions.Number(
        "--samples-per-shard", "How many images each shard has.", 1000, maximum: 1_000_000);

    private readonly Option<int?> _resize = new("--resize")
    {
        Description = "Makes images smaller, so that their shorter side has this many pixels, as JPEG.", HelpName = "PIXELS",
    };

    private readonly Option<int> _quality = CommonOptions.Number(
        "--quality", "Of the JPEGs that --resize makes, 1 to 100.", StandardQuality, maximum: 100);

    private readonly Option<long> _seed = new("--seed")
    {
        Description = "Images are mixed by it, so that each shard has images of all classes.", HelpName = "SEED",
    };

    private readonly Option<bool> _keepOrder = new("--keep-order") { Description = "Does not mix them." };

    private DataPackCommand(CliContext context) => _context = context;

    internal static Command Create(CliContext context)
    {
        DataPackCommand parts = new(context);
        DocumentedCommand command = new(
            "pack",
            "Packs images into tar files by WebDataset's conventions, with an index and checksums. The same images and options "
            + "give the same bytes. Damaged images are named and left out. Interrupted, the same command goes on.",
            ("distill data pack folder /data/imagenet --to /data/imagenet-shards", "the bytes of the images as they are"),
            ("distill data pack folder /data/imagenet --to /data/small --resize 160", "smaller images, which train faster"),
            ("distill data pack idx /usr/share/datasets/fashion-mnist --to fashion", "as PNG, without loss"))
        {
            parts._data.Format, parts._data.Path, parts._to, parts._data.Train, parts._data.Validation, parts._data.FirstClass, parts._samples,
            parts._resize, parts._quality, parts._seed, parts._keepOrder,
        };
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        int samples = parsed.GetValue(_samples);
        int quality = parsed.GetValue(_quality);
        int? resize = parsed.GetValue(_resize);
        if (resize is < SmallestSide or > LargestSide)
            throw new UserErrorException($"--resize {resize} is out of range", $"Write {SmallestSide} to {LargestSide}.");
        bool isRefused = parsed.GetValue(_keepOrder) && parsed.GetResult(_seed) is { Implicit: false };
        if (isRefused) throw new UserErrorException("--keep-order and --seed contradict each other", "State one of them.");
        DataLocation location = _data.Read(parsed);
        string to = parsed.GetRequiredValue(_to);
        long? seed = parsed.GetValue(_keepOrder) ? null : parsed.GetValue(_seed);
        PackOptions options = new(samples, seed, Description(location, samples, resize, quality, seed));
        List<ShardPacker.Split> splits =
            [.. location.OpenAll().Select(part => new ShardPacker.Split(part.Name, part.Packable(resize, quality)))];
        using PreparationPool pool = new(Environment.ProcessorCount);
        int damaged = 0;
        try
        {
            new ShardPacker(to, options, pool, TellShard, TellDamage).Pack(splits, _context.Stop);
        }
        finally
        {
            foreach (ShardPacker.Split split in splits) split.Samples.Dispose();
        }
        _context.Output.WriteLine(
            $"{Path.GetFullPath(to)}: {Phrases.Count(splits.Sum(split => (long)split.Samples.Count) - damaged)} images packed"
            + (damaged > 0 ? $", {Phrases.Count(damaged)} damaged ones left out" : ""));
        return ExitCodes.Done;

        void TellShard(string name, int done) => _context.Error.WriteLine($"{name}: {Phrases.Count(done)} images");

        void TellDamage(DamagedImage image)
        {
            damaged++;
            _context.Error.WriteLine($"warning: left out: {image.Name}: {image.Reason}");
        }
    }

    private static string Description(DataLocation location, int samples, int? resize, int quality, long? seed) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{location.Format.ToString().ToLowerInvariant()} {location.Path} train={location.Train} validation={location.Validation} "
            + $"first-class={location.FirstClass} "
            + $"samples-per-shard={samples} resize={resize} quality={(resize is null ? 0 : quality)} seed={seed}");
}
