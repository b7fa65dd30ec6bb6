using Distillery.Coordinator.Protocol;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;

namespace Distillery.Coordinator.Tests.Protocol;

/// <summary>Keeps what a machine says, as lines.</summary>
internal sealed class RecordingOutbox : ICoordinatorOutbox
{
    internal List<string> Said { get; } = [];

    public void Send(NodeId node, Message message) => Said.Add($"{node}: {message.GetType().Name}");

    public void Disconnect(NodeId node) => Said.Add($"{node}: end");

    public void Ignored(NodeId sender, Message message, string reason) => Said.Add($"ignored: {reason}");

    public void Tell(ClusterEvent happened) => Said.Add($"{happened.Kind} {happened.Cause}: {happened.Text}");

    public void Append(IReadOnlyList<StepRecord> records) => Said.Add("append");

    public void RequestDurable() => Said.Add("sync");

    public void TruncateRecords(long step) => Said.Add("truncate");

    public void Remember(long generationNumber, IReadOnlyList<NodeId> members) => Said.Add("remember");

    public void Describe(RunFacts facts) => Said.Add("describe");

    public void Publish(long appliedSteps, string folder) => Said.Add("publish");

    public void Average(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts) => Said.Add("average");

    public void Finished(RunOutcome outcome) => Said.Add($"finished: {outcome.Text}");

    public void Deposed(string reason) => Said.Add($"deposed: {reason}");
}
