namespace Distillery.Messages.Averaging;

/// <summary>Donor to node: it has not, or no longer, what was asked for.</summary>
public sealed record FetchRefused(Generation Generation, string Reason) : Message;
