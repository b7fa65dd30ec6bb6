namespace Distillery.Messages.Helpers;

/// <summary>Where a helper is.</summary>
/// <param name="Address">HOST:PORT for its askers; empty inside one process.</param>
public sealed record HelperPlace(NodeId Node, string Address);
