namespace Distillery.Coordinator.Http.Documents;

/// <summary>All nodes whose link stands, by id.</summary>
public sealed record NodesDocument(IReadOnlyList<NodeDocument> Nodes);
