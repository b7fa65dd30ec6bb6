namespace Distillery.Cli.Bench.Teachers;

/// <summary>What one turn with teachers in other processes measured.</summary>
/// <param name="ImagesPerSecond">Of the student: samples of its batches.</param>
/// <param name="LatencyP50">Seconds from asking to the answer, median.</param>
/// <param name="LatencyP99">The same, 99th percentile.</param>
/// <param name="BatchImages">Images that a teacher computed together, on average.</param>
/// <param name="Kills">Teacher processes that were killed meanwhile.</param>
internal sealed record TeacherTurn(
    double ImagesPerSecond, double LatencyP50, double LatencyP99, double BatchImages, int Kills);
