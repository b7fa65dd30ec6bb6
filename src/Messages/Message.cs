namespace Distillery.Messages;

/// <summary>Anything that one process can say to another one. docs/protocol.md lists every kind, and what a repeated one
/// gets.</summary>
public abstract record Message;
