namespace Distillery.Messages.Membership;

/// <summary>Node to coordinator: data, teacher and networks are loaded; ranks and queries may come.</summary>
/// <param name="Teacher">The fingerprint of the teacher that it has loaded; null without one.</param>
public sealed record Ready(string Fingerprint, RunFacts Facts, Standing Standing, ulong? Teacher = null) : Message;
