using Distillery.Messages;
using Distillery.Messages.Helpers;

namespace Distillery.GpuNode.Protocol.Helpers;

/// <summary>Where a <see cref="HelperPool"/> says what it wants. Every method returns at once.</summary>
public interface IHelperPoolOutbox
{
    /// <summary>Makes a link to a helper.</summary>
    void Connect(NodeId helper, string address);

    void Send(NodeId helper, HelperQuery query, QuerySending why);

    /// <summary>The answer to a query, said once for each; the payload is the receiver's.</summary>
    void Answered(HelperAnswer answer);

    /// <summary>The asker must do without an answer to a query; said instead of <see cref="Answered"/>.</summary>
    void HandedBack(long query);

    /// <summary>A message changed nothing.</summary>
    void Ignored(NodeId sender, Message message, string reason);

    /// <summary>Something that the person at this node wants to read.</summary>
    void Tell(string text);
}
