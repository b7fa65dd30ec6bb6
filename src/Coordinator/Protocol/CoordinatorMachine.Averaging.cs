using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Shared.Averaging;

namespace Distillery.Coordinator.Protocol;

/// <content>Averaging for all nodes, where the configuration wants one place for it.</content>
public sealed partial class CoordinatorMachine
{
    private SliceCollector? _collector;

    private void ExpectParts(IReadOnlyList<Member> members) => _collector = new SliceCollector(
        members.SelectMany(member => RankTree.Subtrees(member.Ranks, _options.RankCount)).ToHashSet());

    private void ForgetParts()
    {
        _collector?.Clear();
        _collector = null;
    }

    private void OnSlicePart(NodeEntry node, SlicePart part)
    {
        if (part.Generation != Generation) Ignore(node.Node, part, $"the generation is {Generation}");
        else if (_collector is null) Ignore(node.Node, part, "the nodes average, or nothing runs");
        else if (_collector.TryAdd(part) is { } reason) Ignore(node.Node, part, reason);
        else
        {
            _collector.Forget(part.Step - 1); // Its sender has the average of the step before: all its slices are out.
            if (_collector.TakeComplete(part.Step, part.Slice) is { } parts)
                _outbox.Average(Generation, part.Step, part.Slice, parts);
        }
    }

    /// <summary>A slice that was ordered is averaged.</summary>
    public void Averaged(SliceAverage average)
    {
        if (Phase != CoordinatorPhase.Running || average.Generation != Generation) return;
        foreach (NodeId node in _participants) _outbox.Send(node, average);
    }

    private void Ignore(NodeId sender, Message message, string reason)
    {
        if (message is SlicePart part) part.Payload.Dispose();
        _outbox.Ignored(sender, message, reason);
    }
}
