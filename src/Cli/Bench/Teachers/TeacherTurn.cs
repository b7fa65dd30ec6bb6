namespace Distillery.Cli.Bench.Teachers;

/// <summary>What one turn with teachers in other processes measured.</summary>
/// <param name="ImagesPerSecond">Of the student: samples of its batches.</param>
/// <param name="LatencyP50">Seconds from asking to the answer, median.</param>
/// <param name="LatencyP99">The same, 99th percentile.</param>
/// <param name="BatchImages">Images that a teacher computed together, on average.</param>
/// <param name="Kills">Teacher processes that were killed meanwhile.</param>
internal sealed record TeacherTurn(
    double ImagesPerSecond, double LatencyP50, double LatencyP99, double BatchImages, int Kills)
{
    /// <summary>Each figure's median over the turns, and all kills.</summary>
    internal static TeacherTurn MedianOf(IReadOnlyCollection<TeacherTurn> turns) => new(
        Median(turns, turn => turn.ImagesPerSecond), Median(turns, turn => turn.LatencyP50), Median(turns, turn => turn.LatencyP99),
        Median(turns, turn => turn.BatchImages), turns.Sum(turn => turn.Kills));

    private static double Median(IEnumerable<TeacherTurn> turns, Func<TeacherTurn, double> figure) =>
        Rates.Median([.. turns.Select(figure)]);
}
