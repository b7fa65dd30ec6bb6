using Distillery.Messages;

namespace Distillery.GpuNode.Protocol;

/// <summary>Where a <see cref="NodeMachine"/> says what it wants from its host. Every method returns at once.</summary>
public interface INodeOutbox
{
    /// <summary>Makes a link to a peer, or to the coordinator, wherever that is now.</summary>
    void Connect(NodeId peer, string address);

    void Disconnect(NodeId peer);

    void Send(NodeId to, Message message);

    /// <summary>A message changed nothing.</summary>
    /// <param name="reason">Why, in a few words.</param>
    void Ignored(NodeId sender, Message message, string reason);

    /// <summary>Something that the person at this node wants to read.</summary>
    void Tell(string text);

    /// <summary>The machine is done; the host may end. Said once.</summary>
    void Exit(NodeExit exit);
}
