namespace Distillery.Messages.Membership;

/// <summary>Node to coordinator: data, teacher and networks are loaded; ranks may come.</summary>
public sealed record Ready(string Fingerprint, RunFacts Facts, Standing Standing) : Message;
