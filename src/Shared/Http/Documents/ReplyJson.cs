using System.Text.Json.Serialization;

namespace Distillery.Shared.Http.Documents;

/// <summary>How the documents look as JSON that coordinators and nodes have in common: snake_case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(HealthDocument))]
[JsonSerializable(typeof(ProblemDocument))]
public sealed partial class ReplyJson : JsonSerializerContext;
