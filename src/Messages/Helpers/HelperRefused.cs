namespace Distillery.Messages.Helpers;

/// <summary>Helper to asker: it will never answer this query.</summary>
/// <param name="Reason">For people.</param>
public abstract record HelperRefused(long Query, string Reason) : HelperMessage;
