namespace Distillery.Cli.Bench.Teachers;

/// <summary>What <c>distill bench teacher</c> measures.</summary>
/// <param name="Teachers">Processes that teach.</param>
/// <param name="MicrosecondsPerImage">How long they take.</param>
/// <param name="Steps">Timed steps of a turn.</param>
/// <param name="Cores">Of the student.</param>
/// <param name="KillSeconds">Every so many seconds a share of the teachers is killed; 0 for never.</param>
/// <param name="KillShare">That share, rounded to whole processes, at least one.</param>
internal sealed record TeacherBenchShape(
    int Teachers, int MicrosecondsPerImage, int Steps, int Cores, double KillSeconds, double KillShare)
{
    internal int KilledAtOnce => Math.Max(1, (int)Math.Round(Teachers * KillShare));
}
