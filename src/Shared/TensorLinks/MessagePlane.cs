namespace Distillery.Shared.TensorLinks;

/// <summary>The two ways of messages between two processes, apart so that tensors never delay a heartbeat. Order holds within
/// each.</summary>
public enum MessagePlane
{
    /// <summary>Small records, by Akka.Remote.</summary>
    Control,

    /// <summary>Messages with a payload, and those that ask for one, over the connections of <see cref="Tcp"/>.</summary>
    Bulk,
}
