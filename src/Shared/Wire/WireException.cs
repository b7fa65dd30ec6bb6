namespace Distillery.Shared.Wire;

/// <summary>Bytes that are no frame, no message or no handshake of this protocol: the only exception that decoding throws.
/// Whoever sent them is no longer listened to.</summary>
/// <param name="reason">What is wrong, in a few words, for the log.</param>
public sealed class WireException(string reason) : Exception(reason);
