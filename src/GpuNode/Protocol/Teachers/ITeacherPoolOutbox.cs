using Distillery.Messages;
using Distillery.Messages.Teachers;

namespace Distillery.GpuNode.Protocol.Teachers;

/// <summary>Where a <see cref="TeacherPool"/> says what it wants. Every method returns at once.</summary>
public interface ITeacherPoolOutbox
{
    /// <summary>Makes a link to a teacher.</summary>
    void Connect(NodeId teacher, string address);

    void Send(NodeId teacher, TeacherQuery query, QuerySending why);

    /// <summary>The answer to a query, said once for each; the payload is the receiver's.</summary>
    void Answered(long query, Payload logits);

    /// <summary>A message changed nothing.</summary>
    void Ignored(NodeId sender, Message message, string reason);

    /// <summary>Something that the person at this node wants to read.</summary>
    void Tell(string text);
}
