namespace Distillery.Messages.Helpers;

/// <summary>Helper to asker: what was asked for.</summary>
/// <param name="Waiting">How many queries wait for this helper.</param>
public abstract record HelperAnswer(long Query, int Waiting, Payload Payload) : HelperMessage;
