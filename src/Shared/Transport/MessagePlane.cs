namespace Distillery.Shared.Transport;

/// <summary>The two planes of messages between two processes, on connections of their own so that tensors never delay a
/// heartbeat. Order holds within a plane.</summary>
public enum MessagePlane
{
    /// <summary>Small records.</summary>
    Control,

    /// <summary>Messages with a payload, and those that ask for one.</summary>
    Bulk,
}
