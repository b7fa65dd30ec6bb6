namespace Distillery.Messages.Membership;

/// <summary>Coordinator to node: nothing more is expected from it.</summary>
/// <param name="Text">For people.</param>
public sealed record Dismiss(DismissReason Reason, string Text) : Message;
