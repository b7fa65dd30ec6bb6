using System.CommandLine;
using Distillery.Cli.Data;
using Distillery.Cli.Terminal;
using Distillery.GpuNode.Data.Sources;
using Distillery.Shared;

namespace Distillery.Cli.Commands;

/// <summary><c>distill data index</c>: indexes shards before a run does.</summary>
internal sealed class DataIndexCommand
{
    private readonly CliContext _context;
    private readonly DataArguments _data = new();

    private DataIndexCommand(CliContext context) => _context = context;

    internal static Command Create(CliContext context)
    {
        DataIndexCommand parts = new(context);
        DocumentedCommand command = new(
            "index",
            "Looks through all shards of a folder and writes where their images lie, beside each shard or into the cache. A run "
            + "does it by itself where an index is missing or older than its shard.",
            ("distill data index /data/imagenet-shards", "all tar files of the folder"))
        {
            parts._data.Path, parts._data.Train, parts._data.Validation, parts._data.Cache,
        };
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        DataLocation location = _data.Read(parsed);
        string[] patterns = [.. new[] { location.Train, location.Validation }.OfType<string>()];
        if (patterns.Length == 0) patterns = ["*.tar"];
        foreach (string shard in patterns.SelectMany(pattern => ShardNames.Find(location.Path, pattern)).Distinct())
        {
            _context.Stop.ThrowIfCancellationRequested();
            (int samples, string? path) = ShardIndexing.Build(shard, SampleSources.CacheFolder(location.Cache));
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
}
