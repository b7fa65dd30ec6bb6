using System.Text.Json;
using System.Text.Json.Serialization;
using Distillery.Messages.Membership;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Record;

/// <summary>The content of coordinator.json: what a coordinator must know of the one before it. A small file that is
/// replaced as a whole, so a reader finds the old content or the new.</summary>
public sealed record CoordinatorState
{
    internal const string CurrentFormat = "distillery coordinator";
    internal const int CurrentVersion = 1;

    public string Format { get; init; } = CurrentFormat;

    public int Version { get; init; } = CurrentVersion;

    /// <summary>Random, made once: it names the run folder among all others.</summary>
    public required string RunId { get; init; }

    /// <summary>When the first attempt began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Which start of a coordinator wrote this, from 1.</summary>
    public long Term { get; init; }

    public long GenerationNumber { get; init; }

    /// <summary>The nodes of that generation, by name; empty when it is known that none lives.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Null until the first node was ready.</summary>
    public RunFacts? Facts { get; init; }

    public long Losses { get; init; }

    public IReadOnlyList<double> RecoverySeconds { get; init; } = [];

    /// <summary>Null when there is no such file.</summary>
    /// <exception cref="UserErrorException">The file is not what a coordinator has written.</exception>
    public static CoordinatorState? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            CoordinatorState? state =
                JsonSerializer.Deserialize(File.ReadAllBytes(path), CoordinatorJson.Default.CoordinatorState);
            if (state is not { Format: CurrentFormat }) throw new JsonException("it is of another program");
            if (state.Version == CurrentVersion) return state;
            throw new JsonException($"its layout has version {state.Version}, this program reads {CurrentVersion}");
        }
        catch (JsonException exception)
        {
            throw new UserErrorException(
                $"{path} is not what a coordinator writes: {exception.Message}",
                "Stop all nodes of the run and remove that file; the run then goes on from its newest checkpoint.",
                exception);
        }
    }

    /// <exception cref="DiskFullException">No room; the old content is still there.</exception>
    internal void Write(string path) =>
        AtomicFile.WriteAllText(path, JsonSerializer.Serialize(this, CoordinatorJson.Default.CoordinatorState) + "\n");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(CoordinatorState))]
internal sealed partial class CoordinatorJson : JsonSerializerContext;
