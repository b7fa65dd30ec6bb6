using System.CommandLine;
using Distillery.Cli.Bench.Cluster;
using Distillery.Cli.Bench.Teachers;
using Distillery.Cli.Bench.Teachers.Host;
using Distillery.Cli.Terminal;
using Distillery.GpuNode.Tensors;

namespace Distillery.Cli.Commands;

/// <summary><c>distill bench teacher</c>: what teachers in other processes cost the student, also while 30 % of
/// them are kept dead.</summary>
internal sealed class BenchTeacherCommand
{
    private readonly CliContext _context;
    private readonly BenchRunOptions _options;
    private readonly Option<int> _teachers = CommonOptions.Number("--teachers", "Processes that teach.", 3);
    private readonly Option<int> _microseconds = CommonOptions.Number("--microseconds", "How long a teacher takes for an image; it sleeps.", 200);
    private readonly Option<int> _steps = CommonOptions.Number("--steps", "Timed steps of a turn.", 200);
    private readonly Option<int> _cores = CommonOptions.Number("--cores", "Of the student.", 1);
    private readonly Option<int> _awaySeconds = CommonOptions.Number("--away-seconds", "A teacher that was killed stays away for so long.", 8);

    private BenchTeacherCommand(CliContext context) =>
        (_context, _options) = (context, new BenchRunOptions(context, "examples/bench-teacher.yaml", rounds: 3));

    internal static Command Create(CliContext context)
    {
        BenchTeacherCommand parts = new(context);
        DocumentedCommand command = new(
            "teacher",
            "A student with teachers in other processes beside the same student with answers for free. The teachers' time is slept.",
            ("distill bench teacher", "all three teachers alive, and one kept dead"))
        {
            parts._teachers, parts._microseconds, parts._steps, parts._cores, parts._awaySeconds,
        };
        parts._options.AddTo(command);
        command.SetAction((parsed, stop) => parts.MeasureAsync(parsed, stop));
        return command;
    }

    private async Task<int> MeasureAsync(ParseResult parsed, CancellationToken stop)
    {
        TeacherBenchShape shape = new(
            parsed.GetValue(_teachers), parsed.GetValue(_microseconds), parsed.GetValue(_steps), parsed.GetValue(_cores),
            parsed.GetValue(_awaySeconds));
        using BenchRun bench = _options.Load(parsed);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop, _context.Stop);
        TorchRuntime.Initialize(bench.Config.Deterministic);
        TeacherBenchmark benchmark = new(bench, shape, _context.Time);
        int rounds = _options.Rounds(parsed);
        double[] free = new double[rounds];
        TeacherTurn[] alive = new TeacherTurn[rounds], killed = new TeacherTurn[shape.KeptDown == 0 ? 0 : rounds];
        for (int round = 0; round < rounds; round++)
        {
            free[round] = await benchmark.TimeFreeAsync(either.Token);
            alive[round] = await benchmark.TimeAliveAsync(either.Token);
            if (killed.Length > 0) killed[round] = await benchmark.TimeKilledAsync(either.Token);
        }
        int? most = bench.Config.Deterministic ? null : bench.Config.Teacher!.Pool.Batch;
        TeacherReport report = new(shape, most, free, alive, killed);
        if (_options.IsJson(parsed)) _context.Output.WriteLine(report.ToJson());
        else _context.Output.Write(report.ToTable());
        return ExitCodes.Done;
    }
}
