using Distillery.Messages;
using Distillery.Messages.Helpers;

namespace Distillery.GpuNode.Protocol.Helpers;

/// <summary>Where a <see cref="HelperDesk"/> says what it wants. Every method returns at once.</summary>
public interface IHelperDeskOutbox
{
    void Send(NodeId asker, Message message);

    /// <summary>Computes a batch, and disposes the queries' payloads. Outcome: <see cref="HelperDesk.Done"/>.</summary>
    void Compute(long batch, IReadOnlyList<HelperQuery> queries);

    /// <summary>A message changed nothing.</summary>
    void Ignored(NodeId sender, Message message, string reason);
}
