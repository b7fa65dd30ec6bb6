namespace Distillery.Cli.Bench.Teachers;

/// <summary>What <c>distill bench teacher</c> measures.</summary>
/// <param name="Teachers">Processes that teach.</param>
/// <param name="MicrosecondsPerImage">How long they take.</param>
/// <param name="Steps">Timed steps of a turn.</param>
/// <param name="Cores">Of the student.</param>
/// <param name="AwaySeconds">A killed teacher is started again after so long.</param>
internal sealed record TeacherBenchShape(int Teachers, int MicrosecondsPerImage, int Steps, int Cores, int AwaySeconds)
{
    private const double DownShare = 0.3;

    /// <summary>Teachers that are kept dead in a turn with kills; 0, and no such turn, where it would be all.</summary>
    internal int KeptDown => Math.Min(Teachers - 1, Math.Max(1, (int)Math.Round(Teachers * DownShare)));
}
