using System.CommandLine;
using System.Text.Json.Nodes;
using Distillery.Cli.Bench.Data;
using Distillery.Cli.Bench.Data.Host;
using Distillery.Cli.Terminal;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Commands;

/// <summary><c>distill bench prefetch</c>: the memory of batches that are prepared ahead, beside what is stated.</summary>
internal sealed class BenchPrefetchCommand
{
    private readonly CliContext _context;
    private readonly Argument<string> _config = CommonOptions.Config();
    private readonly Option<string[]> _set = CommonOptions.Set();
    private readonly Option<int> _seconds = CommonOptions.Number("--seconds", "How long batches are taken.", 10, maximum: 3600);
    private readonly Option<bool> _json = CommonOptions.Json();

    private BenchPrefetchCommand(CliContext context) => _context = context;

    internal static Command Create(CliContext context)
    {
        BenchPrefetchCommand parts = new(context);
        DocumentedCommand command = new(
            "prefetch", "The memory that data.prefetch takes for all ranks in one process, beside what docs/data.md states.",
            ("distill bench prefetch examples/photos.yaml", "ten seconds of batches, without training"))
        {
            parts._config, parts._set, parts._seconds, parts._json,
        };
        command.SetAction((parsed, _) => parts.ExecuteAsync(parsed));
        return command;
    }

    private async Task<int> ExecuteAsync(ParseResult parsed)
    {
        RunConfig config = ConfigLoader.Load(parsed.GetRequiredValue(_config), parsed.GetRequiredValue(_set));
        PrefetchMemory memory = await PrefetchBenchmark.MeasureAsync(
            config, parsed.GetValue(_seconds), _context.Time, _context.Stop);
        Write(parsed.GetValue(_json), config, memory);
        return ExitCodes.Done;
    }

    private void Write(bool isJson, RunConfig config, PrefetchMemory memory)
    {
        if (isJson)
        {
            _context.Output.WriteLine(new JsonObject
            {
                ["bench"] = "prefetch", ["ranks"] = config.Train.Replicas, ["batch"] = config.Train.Batch,
                ["prefetch"] = config.Data.Prefetch, ["images"] = memory.Images, ["peak_bytes"] = memory.PeakBytes,
                ["batch_bytes"] = memory.BatchBytes, ["before_bytes"] = memory.BeforeBytes,
            }.ToJsonString());
            return;
        }
        string[] heads = ["ranks", "batch", "prefetch", "images", "peak", "batches at most", "before"];
        string[] row =
        [
            $"{config.Train.Replicas}", $"{config.Train.Batch}", $"{config.Data.Prefetch}", $"{memory.Images}",
            Phrases.Bytes(memory.PeakBytes), Phrases.Bytes(memory.BatchBytes), Phrases.Bytes(memory.BeforeBytes),
        ];
        _context.Output.Write(TextTable.Render(heads, [row]));
    }
}
