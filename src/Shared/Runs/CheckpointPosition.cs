using System.Text.Json;

namespace Distillery.Shared.Runs;

/// <summary>What can be read of a checkpoint's state.json without knowing networks.</summary>
public static class CheckpointPosition
{
    public const string FileName = "state.json";
    private const string WeightsKey = "weights_sha256";

    /// <summary>The checksum of the student's weights; null in a checkpoint of an older version.</summary>
    public static string? WeightsSha256(Checkpoint checkpoint)
    {
        using JsonDocument position = JsonDocument.Parse(File.ReadAllBytes(checkpoint.PathOf(FileName)));
        return position.RootElement.TryGetProperty(WeightsKey, out JsonElement value) ? value.GetString() : null;
    }
}
