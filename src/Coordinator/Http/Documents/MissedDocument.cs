namespace Distillery.Coordinator.Http.Documents;

/// <summary>Tells a follower of events that some of those it has not seen are no longer kept.</summary>
public sealed record MissedDocument(long Count);
