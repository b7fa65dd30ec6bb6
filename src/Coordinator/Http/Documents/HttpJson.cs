using System.Text.Json.Serialization;

namespace Distillery.Coordinator.Http.Documents;

/// <summary>How the documents look as JSON: snake_case, null where a value is not known. What lacks a member is none of them.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RunDocument))]
[JsonSerializable(typeof(NodesDocument))]
[JsonSerializable(typeof(HistoryDocument))]
[JsonSerializable(typeof(MissedDocument))]
[JsonSerializable(typeof(DrainDocument))]
[JsonSerializable(typeof(StopDocument))]
[JsonSerializable(typeof(HealthDocument))]
[JsonSerializable(typeof(ProblemDocument))]
public sealed partial class HttpJson : JsonSerializerContext;
