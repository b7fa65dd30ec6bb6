namespace Distillery.Shared;

/// <summary>A defect of this program was noticed; the message says what is broken.</summary>
public sealed class InvariantException(string broken) : Exception($"This is a defect: {broken}.");
