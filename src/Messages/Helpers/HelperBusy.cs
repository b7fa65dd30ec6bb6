namespace Distillery.Messages.Helpers;

/// <summary>Helper to asker: it has taken as many queries as it may; this one was not taken.</summary>
/// <param name="Waiting">How many wait.</param>
public abstract record HelperBusy(long Query, int Waiting) : HelperMessage;
