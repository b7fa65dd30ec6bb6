using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Distillery.Cli.Bench;
using Distillery.Cli.Bench.Data;
using Distillery.Cli.Terminal;
using Distillery.GpuNode.Data.Sources;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Commands;

/// <summary><c>distill bench data</c>: JPEGs from tar files to augmented images, beside torchvision with Pillow.</summary>
internal sealed class BenchDataCommand
{
    private readonly CliContext _context;

    private readonly Argument<string> _path = new("PATH")
    {
        Description = "The folder of the shards; bench/photos.py makes some.",
        Validators = { ParseErrors.RefuseOptions },
    };

    private readonly Option<string> _train = new("--train")
    {
        Description = "The shards, as in data.train.", HelpName = "NAME", DefaultValueFactory = _ => "train-*.tar",
    };

    private readonly Option<int> _size = CommonOptions.Number("--size", "Height and width of the crops, in pixels.", 224, maximum: 4096);
    private readonly Option<int> _workers = CommonOptions.Number("--workers", "Threads here, and processes of the peer.", Environment.ProcessorCount, maximum: 1024);
    private readonly Option<int> _rounds = CommonOptions.Number("--rounds", "How often each side has its turn of about 2 seconds.", 9, maximum: 1000);
    private readonly Option<bool> _json = CommonOptions.Json();

    private readonly Option<string?> _peer = CommonOptions.Peer(DataPeer.ScriptPath);

    private BenchDataCommand(CliContext context) => _context = context;

    internal static Command Create(CliContext context)
    {
        BenchDataCommand parts = new(context);
        DocumentedCommand command = new(
            "data",
            "Images a second from tar files through JPEG decoding, random resized crop and mirroring, beside torchvision with "
            + "Pillow on the same files and cores. Needs Debian's python3-torchvision and python3-pil.",
            ("distill bench data /tmp/photos/shards", "crops of 224x224 on all cores"))
        {
            parts._path, parts._train, parts._size, parts._workers, parts._rounds, parts._peer, parts._json,
        };
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        (int size, int workers, int rounds) = (parsed.GetValue(_size), parsed.GetValue(_workers), parsed.GetValue(_rounds));
        ShardSource source = ShardSource.Open(
            Path.GetFullPath(parsed.GetRequiredValue(_path)), parsed.GetRequiredValue(_train), DataFormat.Webdataset,
            SampleSources.CacheFolder(null), ClassRange.All);
        using ProductData product = new(source, size, workers, _context.Time);
        using DataPeer peer = DataPeer.Start(source.Shards, size, workers, parsed.GetValue(_peer));
        const double TurnSeconds = 2;
        Rates rates = DataBenchmark.Measure(product, peer, rounds, TurnSeconds, _context.Stop);
        using Process self = Process.GetCurrentProcess();
        Write(parsed.GetValue(_json), rates, workers, self.PeakWorkingSet64, peer.Version);
        return ExitCodes.Done;
    }

    private void Write(bool isJson, Rates rates, int workers, long peakBytes, string version)
    {
        (double product, double peer) = (Rates.Median(rates.Product), Rates.Median(rates.Peer));
        if (isJson)
        {
            _context.Output.WriteLine(new JsonObject
            {
                ["bench"] = "data", ["workers"] = workers, ["rounds"] = rates.Ratios.Length, ["peer"] = version,
                ["images_per_second"] = product, ["images_per_second_and_core"] = product / workers,
                ["peer_images_per_second"] = peer, ["ratio"] = Rates.Median(rates.Ratios), ["ratio_min"] = rates.Ratios.Min(),
                ["ratio_max"] = rates.Ratios.Max(), ["peak_resident_bytes"] = peakBytes,
            }.ToJsonString());
            return;
        }
        string[] heads = ["workers", "images/s", "images/s and core", $"{version}, images/s", "ratio", "min to max", "peak memory"];
        string[] row =
        [
            $"{workers}", Phrases.Number(product, "F0"), Phrases.Number(product / workers, "F0"), Phrases.Number(peer, "F0"),
            Phrases.Number(Rates.Median(rates.Ratios), "F2"),
            $"{Phrases.Number(rates.Ratios.Min(), "F2")} to {Phrases.Number(rates.Ratios.Max(), "F2")}", Phrases.Bytes(peakBytes),
        ];
        _context.Output.Write(TextTable.Render(heads, [row]));
    }
}
