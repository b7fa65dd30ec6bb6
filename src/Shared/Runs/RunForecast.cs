using System.Text.Json;

namespace Distillery.Shared.Runs;

/// <summary>What <c>distill validate</c> expected of a run, as it stands in the run folder's <c>forecast.json</c>: the names there
/// are these in snake_case, and mean what they mean in <c>summary.json</c>.</summary>
public sealed record RunForecast
{
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Of the configuration that it was made for.</summary>
    public required string ConfigFingerprint { get; init; }

    public required long Steps { get; init; }
    public required long SamplesSeen { get; init; }
    public required long TeacherQueries { get; init; }

    /// <summary>Counted, as the run counts it.</summary>
    public required ComputeSummary Compute { get; init; }

    /// <summary>The median of a few real steps, in one process on the machine that made the forecast.</summary>
    public required double SecondsPerStep { get; init; }

    /// <summary>All steps at that pace, and all evaluations.</summary>
    public required double WallSeconds { get; init; }

    public double ImagesPerSecond => SamplesSeen / Math.Max(1e-9, WallSeconds);

    /// <summary>Replaces the file in one atomic step.</summary>
    /// <exception cref="DiskFullException">No room; what was there is still there.</exception>
    public void Write(string path) =>
        AtomicFile.WriteAllText(path, JsonSerializer.Serialize(this, RunJson.Default.RunForecast) + "\n");

    /// <returns>Null when there is none for this configuration, or none that can be read: nothing depends on it.</returns>
    public static RunForecast? TryRead(string path, string configFingerprint)
    {
        try
        {
            if (!File.Exists(path)) return null;
            RunForecast? forecast = JsonSerializer.Deserialize(File.ReadAllText(path), RunJson.Default.RunForecast);
            return forecast?.ConfigFingerprint == configFingerprint ? forecast : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
