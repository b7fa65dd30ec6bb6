using System.Text.Json.Serialization;

namespace Distillery.Coordinator.Record;

/// <summary>One line of <c>events.jsonl</c>.</summary>
/// <param name="Kind">Of <see cref="Protocol.ClusterEventKind"/> in snake_case; or started, warning, ended.</param>
/// <param name="Text">A sentence.</param>
/// <param name="Step">Steps that had been applied.</param>
/// <param name="Generation">TERM.NUMBER.</param>
/// <param name="Node">The id of the node that it is about.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record EventEntry(
    DateTimeOffset Time, string Kind, string Text, long? Step = null, string? Generation = null, string? Node = null,
    double? Seconds = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EventEntry))]
internal sealed partial class EventEntryJson : JsonSerializerContext;
