namespace Distillery.Shared.Http.Host;

/// <summary>Marks an endpoint that is answered without a token: there is nothing of a run in its answer.</summary>
public sealed class OpenToAll;
