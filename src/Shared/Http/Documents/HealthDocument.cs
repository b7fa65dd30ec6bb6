namespace Distillery.Shared.Http.Documents;

/// <summary>A question about health that was answered with yes.</summary>
/// <param name="Status">started, ready or live.</param>
public sealed record HealthDocument(string Status);
