namespace Distillery.Coordinator.Http.Documents;

/// <summary>The run was asked to stop.</summary>
/// <param name="Outcome">How it ended; null while it is still saving.</param>
public sealed record StopDocument(OutcomeDocument? Outcome);
