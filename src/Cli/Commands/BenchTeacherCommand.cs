using System.CommandLine;
using System.Text.Json.Nodes;
using Distillery.Cli.Bench;
using Distillery.Cli.Bench.Cluster;
using Distillery.Cli.Bench.Teachers;
using Distillery.Cli.Bench.Teachers.Host;
using Distillery.Cli.Terminal;
using Distillery.Shared.Runs;
using Distillery.Torch;

namespace Distillery.Cli.Commands;

/// <summary><c>distill bench teacher</c>: what teachers in other processes cost the student, also while they are killed.</summary>
internal sealed class BenchTeacherCommand
{
    private const double KillShare = 0.3;

    private readonly CliContext _context;

    private readonly BenchRunOptions _options;
    private readonly Option<int> _teachers = CommonOptions.Number("--teachers", "Processes that teach.", 3);
    private readonly Option<int> _microseconds = CommonOptions.Number("--microseconds", "How long a teacher takes for an image; it sleeps.", 200);
    private readonly Option<int> _steps = CommonOptions.Number("--steps", "Timed steps of a turn.", 200);
    private readonly Option<int> _cores = CommonOptions.Number("--cores", "Of the student.", 1);
    private readonly Option<int> _killSeconds = CommonOptions.Number("--kill-seconds", "Every so often 30 % of the teachers are killed, in a last turn.", 8);

    private BenchTeacherCommand(CliContext context) =>
        (_context, _options) = (context, new BenchRunOptions(context, "examples/bench-teacher.yaml", rounds: 3));

    internal static Command Create(CliContext context)
    {
        BenchTeacherCommand parts = new(context);
        DocumentedCommand command = new(
            "teacher",
            "A student with teachers in other processes beside the same student with answers for free. The teachers' time is slept.",
            ("distill bench teacher", "three teachers, then the same while they are killed"))
        {
            parts._teachers, parts._microseconds, parts._steps, parts._cores, parts._killSeconds,
        };
        parts._options.AddTo(command);
        command.SetAction((parsed, stop) => parts.MeasureAsync(parsed, stop));
        return command;
    }

    private async Task<int> MeasureAsync(ParseResult parsed, CancellationToken stop)
    {
        TeacherBenchShape shape = new(
            parsed.GetValue(_teachers), parsed.GetValue(_microseconds), parsed.GetValue(_steps), parsed.GetValue(_cores),
            parsed.GetValue(_killSeconds), KillShare);
        using BenchRun bench = _options.Load(parsed);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, _context.Stop);
        TorchRuntime.Initialize(bench.Config.Deterministic);
        TeacherBenchmark benchmark = new(bench, shape, _context.Time);
        int rounds = _options.Rounds(parsed);
        double[] free = new double[rounds];
        TeacherTurn[] pool = new TeacherTurn[rounds];
        for (int round = 0; round < rounds; round++)
        {
            free[round] = await benchmark.TimeFreeAsync(either.Token);
            pool[round] = await benchmark.TimePoolAsync(kills: false, either.Token);
        }
        TeacherTurn killed = await benchmark.TimePoolAsync(kills: true, either.Token);
        Write(_options.IsJson(parsed), shape, new Rates([.. pool.Select(turn => turn.ImagesPerSecond)], free), pool, killed);
        return ExitCodes.Done;
    }

    private void Write(bool isJson, TeacherBenchShape shape, Rates rates, TeacherTurn[] pool, TeacherTurn killed)
    {
        double free = Rates.Median(rates.Peer);
        TeacherTurn typical = TeacherTurn.MedianOf(pool);
        if (isJson)
        {
            _context.Output.WriteLine(new JsonObject
            {
                ["bench"] = "teacher", ["teachers"] = shape.Teachers, ["microseconds_per_image"] = shape.MicrosecondsPerImage,
                ["free_images_per_second"] = free, ["images_per_second"] = typical.ImagesPerSecond,
                ["ratio"] = Rates.Median(rates.Ratios), ["ratio_min"] = rates.Ratios.Min(), ["ratio_max"] = rates.Ratios.Max(),
                ["latency_p50_seconds"] = typical.LatencyP50,
                ["latency_p99_seconds"] = typical.LatencyP99,
                ["batch_images"] = typical.BatchImages,
                ["killed"] = new JsonObject
                {
                    ["kills"] = killed.Kills, ["ratio"] = killed.ImagesPerSecond / free,
                    ["latency_p50_seconds"] = killed.LatencyP50, ["latency_p99_seconds"] = killed.LatencyP99,
                },
            }.ToJsonString());
            return;
        }
        string[] heads = ["", "images/s", "of answers for free", "p50, ms", "p99, ms", "images a batch", "kills"];
        _context.Output.Write(TextTable.Render(heads,
        [
            ["answers for free", Phrases.Number(free, "F0"), "", "", "", "", ""],
            Row($"{shape.Teachers} teachers", typical, Rates.Median(rates.Ratios)),
            Row("while they are killed", killed, killed.ImagesPerSecond / free),
        ]));
    }

    private static string[] Row(string name, TeacherTurn turn, double ratio) =>
    [
        name, Phrases.Number(turn.ImagesPerSecond, "F0"), Phrases.Percent(ratio), Phrases.Number(1000 * turn.LatencyP50, "F1"),
        Phrases.Number(1000 * turn.LatencyP99, "F1"), Phrases.Number(turn.BatchImages, "F1"), $"{turn.Kills}",
    ];
}
