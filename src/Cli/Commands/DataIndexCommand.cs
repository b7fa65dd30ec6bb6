using System.CommandLine;
using Distillery.Cli.Data;
using Distillery.Cli.Terminal;
using Distillery.GpuNode.Data.Sources;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.Cli.Commands;

/// <summary><c>distill data index</c>: indexes shards before a run does.</summary>
internal sealed class DataIndexCommand
{
    private readonly CliContext _context;
    private readonly DataArguments _data = new();

    private readonly Option<DataFormat> _format = new("--format")
    {
        Description = "webdataset, mds, tfrecord or ffcv, as in data.format.",
        HelpName = "FORMAT",
        DefaultValueFactory = _ => DataFormat.Webdataset,
    };

    private DataIndexCommand(CliContext context) => _context = context;

    internal static Command Create(CliContext context)
    {
        DataIndexCommand parts = new(context);
        DocumentedCommand command = new(
            "index",
            "Looks through all shards of a folder and writes where their images lie, beside each shard or into the cache. A run "
            + "does it by itself where an index is missing or older than its shard.",
            ("distill data index /data/imagenet-shards", "all tar files of the folder"),
            ("distill data index /data/imagenet --format tfrecord", "the usual names of TensorFlow's record files"))
        {
            parts._data.Path, parts._format, parts._data.Train, parts._data.Validation, parts._data.Cache,
        };
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        DataLocation location = _data.Read(parsed);
        string[] patterns = [.. new[] { location.Train, location.Validation }.OfType<string>()];
        DataFormat format = parsed.GetValue(_format);
        if (!format.IsShards()) throw new UserErrorException($"--format {format} has no shards", "Write webdataset, mds, tfrecord or ffcv.");
        if (patterns.Length == 0) patterns = UsualPatterns(location.Path, format);
        foreach (string shard in patterns.SelectMany(pattern => ShardNames.Find(location.Path, pattern)).Distinct())
        {
            _context.Stop.ThrowIfCancellationRequested();
            (int samples, string? path) = ShardIndexing.Build(shard, format, SampleSources.CacheFolder(location.Cache));
            if (path is null)
            {
                throw new UserErrorException(
                    $"the index of {shard} can be written neither beside it nor in {SampleSources.CacheFolder(location.Cache)}",
                    "Name a folder that can be written with --cache, and in data.cache.");
            }
            _context.Output.WriteLine($"{path}: {Phrases.Count(samples)} images");
        }
        return ExitCodes.Done;
    }

    /// <summary>All tar files; of other formats those with usual names.</summary>
    private static string[] UsualPatterns(string folder, DataFormat format)
    {
        if (format == DataFormat.Webdataset) return ["*.tar"];
        string[] usual = [format.StandardTrain(), format.StandardValidation()];
        string[] found = [.. usual.Where(pattern => ShardNames.IsThere(folder, pattern))];
        return found.Length > 0 ? found : usual[..1];
    }
}
