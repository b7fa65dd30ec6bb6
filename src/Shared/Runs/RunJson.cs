using System.Text.Json.Serialization;

namespace Distillery.Shared.Runs;

/// <summary>How the run folder's JSON files are written: snake_case names, indented, no number that JSON lacks.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    Converters = [typeof(FiniteOrNullConverter)])]
[JsonSerializable(typeof(CheckpointManifest))]
[JsonSerializable(typeof(RunSummary))]
[JsonSerializable(typeof(RunForecast))]
internal sealed partial class RunJson : JsonSerializerContext;
