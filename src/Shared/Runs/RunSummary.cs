using System.Text.Json;

namespace Distillery.Shared.Runs;

/// <summary>The result of a run as it stands in <c>summary.json</c>: the names there are these in snake_case, and
/// others rely on them. Null stands for what is not known. Accuracies are ratios from 0 to 1.</summary>
public sealed record RunSummary
{
    public required string Name { get; init; }

    /// <summary>The method's name: supervised, kd, random, unix …</summary>
    public required string Method { get; init; }

    /// <summary>The method with what tells it from others in a comparison, such as <c>unix k/N 0.75</c>.</summary>
    public string? MethodLabel { get; init; }

    public required long Seed { get; init; }
    public required RunStatus Status { get; init; }

    /// <summary>The teacher's architecture.</summary>
    public string? Teacher { get; init; }

    /// <summary>The student's architecture.</summary>
    public string? Student { get; init; }

    /// <summary>When the run was first started, before any resumption.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public long Steps { get; init; }
    public double? Epochs { get; init; }
    public int? Ranks { get; init; }
    public int? NodesAtEnd { get; init; }

    /// <summary>How often the membership of the cluster was settled.</summary>
    public long? Generations { get; init; }

    /// <summary>How many nodes were lost on the way.</summary>
    public long? Losses { get; init; }

    public double? Top1 { get; init; }
    public double? Top5 { get; init; }
    public double? BestTop1 { get; init; }
    public double? TeacherTop1 { get; init; }
    public ComputeSummary? Compute { get; init; }

    /// <summary>How many images a teacher has answered for.</summary>
    public long? TeacherQueries { get; init; }

    /// <summary>How many more images were trained on with an answer that the run had asked for already; null where no answers are
    /// kept. As with queries it does not matter what was kept before the run.</summary>
    public long? StoredAnswers { get; init; }

    /// <summary>How often an image could not be decoded and another one took its place.</summary>
    public long? DamagedImages { get; init; }

    public long? SamplesSeen { get; init; }
    public double? ImagesPerSecond { get; init; }

    /// <summary>The time of all starts together.</summary>
    public double? WallSeconds { get; init; }

    /// <summary>For each loss of a node, the time until the run went on.</summary>
    public IReadOnlyList<double> RecoverySeconds { get; init => field = value ?? []; } = [];

    /// <summary>Where the nodes' time went; null in a run of a version that did not count it.</summary>
    public GoodputSummary? Goodput { get; init; }

    /// <summary>What was expected of it; null when nothing was stored before it began.</summary>
    public RunForecast? Forecast { get; init; }

    /// <summary>SHA-256 over the flat parameters and buffers, in layout order, little-endian.</summary>
    public string? WeightsSha256 { get; init; }

    public string? ConfigFingerprint { get; init; }

    /// <summary>Replaces the file in one atomic step.</summary>
    /// <exception cref="DiskFullException">No room; the old summary is still there.</exception>
    public void Write(string path) =>
        AtomicFile.WriteAllText(path, JsonSerializer.Serialize(this, RunJson.Default.RunSummary) + "\n");

    /// <summary>Null when there is none, or none that can be read.</summary>
    public static RunSummary? TryRead(string path)
    {
        try
        {
            return File.Exists(path) ? Read(path) : null;
        }
        catch (UserErrorException)
        {
            return null;
        }
    }

    /// <summary>Reads a summary; entries that this version does not know are passed over.</summary>
    /// <exception cref="UserErrorException">There is no such file, or it is not a summary.</exception>
    public static RunSummary Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserErrorException(
                $"there is no {path}", "Let the run get to its first evaluation, or name the folder of another run.");
        }
        try
        {
            RunSummary? summary = JsonSerializer.Deserialize(File.ReadAllText(path), RunJson.Default.RunSummary);
            return summary ?? throw new JsonException("it is empty");
        }
        catch (JsonException exception)
        {
            throw new UserErrorException(
                $"{path} is not a run's summary: {exception.Message}",
                "Run the same command again with that run folder: it writes the summary anew.",
                exception);
        }
    }
}
