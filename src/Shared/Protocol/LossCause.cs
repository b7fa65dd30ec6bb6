namespace Distillery.Shared.Protocol;

/// <summary>Kinds of losses; the values of a metric label.</summary>
public enum LossCause
{
    /// <summary>Its process is known to be dead.</summary>
    Died,

    /// <summary>A connection with it closed.</summary>
    Closed,

    /// <summary>Messages from it were lost on the way.</summary>
    Gap,

    /// <summary>The cluster's membership has given it up.</summary>
    Downed,

    /// <summary>Nothing was heard from it for too long, or not what was asked for.</summary>
    Silent,

    /// <summary>It has ended the link itself, or begun another one.</summary>
    Renewed,

    /// <summary>Another node cannot reach it.</summary>
    Unreachable,

    /// <summary>Its own work failed, as it said.</summary>
    Failed,
}
