using Distillery.Messages;
using Distillery.Messages.Teachers;

namespace Distillery.GpuNode.Protocol.Teachers;

/// <summary>Where a <see cref="TeacherDesk"/> says what it wants. Every method returns at once.</summary>
public interface ITeacherDeskOutbox
{
    void Send(NodeId asker, Message message);

    /// <summary>Computes a batch, and disposes the queries' payloads. Outcome: <see cref="TeacherDesk.Done"/>.</summary>
    void Compute(long batch, IReadOnlyList<TeacherQuery> queries);

    /// <summary>A message changed nothing.</summary>
    void Ignored(NodeId sender, Message message, string reason);
}
