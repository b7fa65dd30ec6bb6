namespace Distillery.Messages.Membership;

/// <summary>Why a node's part is over.</summary>
public enum DismissReason
{
    /// <summary>The run has reached its end.</summary>
    Completed = 0,

    /// <summary>The run was asked to stop; it can be resumed.</summary>
    Stopped = 1,

    /// <summary>The run cannot go on.</summary>
    Failed = 2,

    /// <summary>The node had asked to leave, and all it held has been handed over.</summary>
    Drained = 3,

    /// <summary>The node was counted as lost; it may come back under a new <see cref="NodeId"/>.</summary>
    Lost = 4,
}
