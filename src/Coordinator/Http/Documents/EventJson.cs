using System.Text.Json.Serialization;

namespace Distillery.Coordinator.Http.Documents;

/// <summary>How events look as JSON: snake_case, without the members that an event of this kind does not have.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventDocument))]
public sealed partial class EventJson : JsonSerializerContext;
