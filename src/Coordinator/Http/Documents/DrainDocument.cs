namespace Distillery.Coordinator.Http.Documents;

/// <summary>Which node was asked to leave. It is gone when it is no longer among the nodes.</summary>
public sealed record DrainDocument(string Id, string Name);
