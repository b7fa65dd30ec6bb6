namespace Distillery.Coordinator.Http.Documents;

/// <summary>Something that happened, as <c>GET /api/v1/events</c> tells it.</summary>
/// <param name="Id">Grows within one start of the coordinator.</param>
/// <param name="Kind">Of <see cref="Protocol.ClusterEventKind"/> in snake_case; or started, evaluated, warning, ended.</param>
/// <param name="Text">A sentence.</param>
/// <param name="Step">Steps that had been applied.</param>
/// <param name="Top1">With evaluated, 0 to 1.</param>
/// <param name="Top5">With evaluated, 0 to 1.</param>
public sealed record EventDocument(
    string Id, DateTimeOffset Time, string Kind, string Text, long? Step = null, double? Top1 = null, double? Top5 = null)
{
    /// <summary>TERM.NUMBER, in which it happened.</summary>
    public string? Generation { get; init; }

    /// <summary>The id of the node that it is about.</summary>
    public string? Node { get; init; }

    /// <summary>How long it took, with recovered.</summary>
    public double? Seconds { get; init; }
}
